"""Where files come from: each source finds and fetches bytes, and says where they are from. Nothing else.

A source is one module with a class that follows `Source`; `open_source` knows them by their `kind` in config.toml.
It loads none before it is asked for: what a source may do is asked by many who never open one.
"""

from pathlib import Path
from typing import assert_never

from niggle.config import (
    ExportConfig,
    FolderConfig,
    GarminConfig,
    GarminPersonalConfig,
    IntervalsConfig,
    SharedConfig,
    SourceConfig,
    StravaConfig,
)
from niggle.sources.base import (
    OWN_FILES,
    ActivityDetails,
    Arrival,
    CredentialsError,
    Described,
    Fetched,
    Gone,
    LeftOut,
    Marker,
    RateLimitedError,
    Remark,
    Source,
    SourceChangedError,
    SourceError,
    Terms,
)

__all__ = [
    "OWN_FILES", "ActivityDetails", "Arrival", "CredentialsError", "Described", "Fetched", "Gone",
    "LeftOut", "Marker", "RateLimitedError", "Remark", "Source", "SourceChangedError", "SourceError",
    "Terms", "open_source",
]  # fmt: skip


def open_source(config: SourceConfig, *, athlete_id: str, store_folder: Path) -> Source:
    """The source that a `[[athletes.sources]]` table describes; what reads it is imported only now."""
    match config:
        case FolderConfig():
            from niggle.sources.folder import SETTLED_S, FolderSource

            return FolderSource(config.path, settled_s=SETTLED_S)
        case ExportConfig():
            from niggle.sources.apple_health import AppleHealthSource, is_apple_health
            from niggle.sources.export import ExportSource

            return AppleHealthSource(config.path) if is_apple_health(config.path) else ExportSource(config.path)
        case GarminPersonalConfig():
            from niggle.sources.garmin_personal import GarminPersonalSource

            return GarminPersonalSource(config, athlete_id=athlete_id, store_folder=store_folder)
        case GarminConfig():
            from niggle.sources.garmin import GarminSource

            return GarminSource(config, athlete_id=athlete_id, store_folder=store_folder)
        case IntervalsConfig():
            from niggle.sources.intervals import IntervalsSource

            return IntervalsSource(config, athlete_id=athlete_id, store_folder=store_folder)
        case StravaConfig():
            from niggle.sources.strava import StravaSource

            return StravaSource(config, athlete_id=athlete_id, store_folder=store_folder)
        case SharedConfig():
            from niggle.sources.incoming import SharedSource

            return SharedSource(config, athlete_id=athlete_id, store_folder=store_folder)
        case _:
            assert_never(config)
