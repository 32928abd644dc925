"""Where files come from: each source finds and fetches bytes, and says where they are from. Nothing else.

A source is one module with a class that follows `Source`; `open_source` knows them by their `kind` in config.toml.
"""

from niggle.config import SourceConfig
from niggle.sources.base import Fetched, Source, SourceError
from niggle.sources.folder import FolderSource

__all__ = ["Fetched", "FolderSource", "Source", "SourceError", "open_source"]


def open_source(config: SourceConfig) -> Source:
    """The source that a `[[athletes.sources]]` table describes."""
    return FolderSource(config.path)
