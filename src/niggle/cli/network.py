"""Sources that need credentials, for the commands that give, take and show them."""

from niggle.config import Athlete, GarminConfig, GarminPersonalConfig, StravaConfig

type NetworkConfig = GarminPersonalConfig | GarminConfig | StravaConfig

KINDS = ("garmin_personal", "garmin", "strava")
SHARE = "share"  # no source: the token with which an athlete's own niggle sends to a coach's


def configured(athlete: Athlete, kind: str) -> NetworkConfig:
    """The athlete's source of that kind, or one as it would be with no key but `kind`."""
    for source in athlete.sources:
        if isinstance(source, GarminPersonalConfig | GarminConfig | StravaConfig) and source.kind == kind:
            return source
    match kind:
        case "garmin_personal":
            return GarminPersonalConfig(kind="garmin_personal")
        case "garmin":
            return GarminConfig(kind="garmin")
        case _:
            return StravaConfig(kind="strava")
