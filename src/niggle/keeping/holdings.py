"""Which raw files a folder has to have, by what its manifest says."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from niggle.arrivals import current
from niggle.landing import Landed, Landing
from niggle.sources.incoming import KIND as SHARED


def held_files(landing: Landing, athlete_id: str, *, now: datetime) -> Iterator[tuple[Path, Landed]]:
    """The raw files that have to be in an athlete's folder, each once, with the arrival that first brought it.

    What may not be kept any longer need not be there, nor a shared bundle that does not hold. What names nobody is told
    of in every athlete's manifest and kept beside the folders.
    """
    own = list(landing.arrivals(athlete_id))
    over = {(one.kind, one.sha256) for one in (*current(own, now=now).over, *_bundles_over(own))}
    seen: set[Path] = set()
    for one in own:
        if one.sha256 and (one.kind, one.sha256) not in over:
            path = landing.path_of(one.sha256, one.kind, one.format)
            if path not in seen:
                seen.add(path)
                yield path, one


def _bundles_over(arrivals: Iterable[Landed]) -> list[Landed]:
    """The shared bundles but the one that holds, if one does."""
    told = [one for one in arrivals if one.source == SHARED and one.kind in ("shared", "gone")]
    held = told[-1].sha256 if told else ""
    return [one for one in told if one.kind == "shared" and one.sha256 != held]
