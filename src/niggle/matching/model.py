"""What tells recordings apart, and on what terms they may be used."""

from dataclasses import dataclass
from datetime import datetime

type Key = tuple[str, int]
"""A recording: the digest of its raw file, and which session of it."""


@dataclass(frozen=True, slots=True)
class UsageTerms:
    """On what terms a recording or a run may be used; `expires_at` (aware) is None if it is kept as long as wanted."""

    who_may_see: str
    may_feed_baselines: bool
    expires_at: datetime | None

    @property
    def binds(self) -> bool:
        """Whether nobody but the athlete may see it."""
        return self.who_may_see == "athlete"
