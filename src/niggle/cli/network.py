"""Sources that need credentials, for the commands that give, take and show them."""

from niggle.config import Athlete, GarminConfig, GarminPersonalConfig, IntervalsConfig, StravaConfig

type NetworkConfig = GarminPersonalConfig | GarminConfig | IntervalsConfig | StravaConfig

KINDS = ("garmin_personal", "garmin", "intervals", "strava")
SHARE = "share"  # no source: the token with which an athlete's own niggle sends to a coach's


def configured(athlete: Athlete, kind: str) -> NetworkConfig:
    """The athlete's source of that kind, or one as it would be with no key but `kind`."""
    for source in athlete.sources:
        match source:
            case GarminPersonalConfig() | GarminConfig() | IntervalsConfig() | StravaConfig() if source.kind == kind:
                return source
    match kind:
        case "garmin_personal":
            return GarminPersonalConfig(kind="garmin_personal")
        case "garmin":
            return GarminConfig(kind="garmin")
        case "intervals":
            return IntervalsConfig(kind="intervals")
        case _:
            return StravaConfig(kind="strava")
