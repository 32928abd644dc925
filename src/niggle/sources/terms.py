"""What the terms of each kind of source allow."""

from niggle.config import SourceConfig, StravaConfig
from niggle.sources.base import OWN_FILES, Terms

# Strava's API policy, sections 5.3-5.5, in force since 1 June 2026, known here from developers who quote it: a user's
# data may be shown to that user alone, not be combined for analytics, and be kept for seven days.
_STRAVA_DAYS = 7


# intervals.icu's API terms of 23 October 2025, section 1.1, known here from a quote: what is shown and comes from a
# Garmin device is shown with Garmin's name and the device's.
_NAMES_GARMIN = frozenset({"intervals"})


def attribution(source: str, manufacturer: str | None, product: str | None) -> str | None:
    """Whose device is to be named where data of a source are shown; None where the terms ask for nothing."""
    if source not in _NAMES_GARMIN or manufacturer != "garmin":
        return None
    return f"Garmin {product}" if product else "Garmin"


def terms_of(config: SourceConfig) -> Terms:
    """The terms of the source that a `[[athletes.sources]]` table describes."""
    if isinstance(config, StravaConfig):
        accepted = config.strava_terms == "accepted_by_user"
        return Terms(who_may_see="athlete", keep_days=_STRAVA_DAYS, may_feed_baselines=accepted)
    return OWN_FILES
