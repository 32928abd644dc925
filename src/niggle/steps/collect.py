"""Sources → landing: bring in what is new, unread."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, assert_never

from niggle.arrivals import stamps
from niggle.config import Athlete, Config
from niggle.sources import (
    ActivityDetails,
    CredentialsError,
    Described,
    Fetched,
    Gone,
    LeftOut,
    Marker,
    RateLimitedError,
    Remark,
    Source,
    SourceError,
    open_source,
)
from niggle.steps.telling import Tell, to_nobody
from niggle.store.layout import athlete_landing

type Clock = Callable[[], datetime]

_TELL_EVERY = 25  # files


@dataclass(frozen=True, slots=True)
class SourceTroubles:
    """The kinds of sources that need their owner, and those of which a visit could not tell."""

    need_owner: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """How many files were new, what kept a source from being read to its end, and what only takes time."""

    new_files: int
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    troubles: SourceTroubles = SourceTroubles()


def collect(
    config: Config, athlete: Athlete, *, tell: Tell = to_nobody, clock: Clock = lambda: datetime.now(UTC)
) -> Collected:
    """Visit every source of an athlete, none while they are archived; one that fails keeps no other from being visited.

    `tell` is told now and then how far a long visit has come.
    """
    new_files, problems, notes = 0, list[str](), list[str]()
    need_owner, unread = list[str](), list[str]()
    for source_config in athlete.sources_at(clock()):
        visit = _Collection(config.store.path, athlete.id, tell=tell)
        try:
            visit.make(open_source(source_config, athlete_id=athlete.id, store_folder=config.store.path))
        except RateLimitedError as error:
            notes.append(f"{athlete.id}: {error}")
            unread.append(source_config.kind)
        except SourceError as error:
            problems.append(f"{athlete.id}: {error}")
            (need_owner if isinstance(error, CredentialsError) else unread).append(source_config.kind)
        new_files += visit.new_files
        notes += [f"{athlete.id}: {source_config.kind}: {count} {why}" for why, count in visit.left_out.items()]
        notes += [f"{athlete.id}: {text}" for text in visit.remarks]
    troubles = SourceTroubles(need_owner=tuple(need_owner), unread=tuple(unread))
    return Collected(new_files, tuple(problems), tuple(notes), troubles)


def collect_from(
    store_folder: Path,
    athlete_id: str,
    source: Source,
    *,
    tell: Tell = to_nobody,
    left_out: Counter[str] | None = None,
) -> int:
    """Land what is new in one source; how many files that was. What was left out, and why, is added to `left_out`.

    Raises:
        SourceError: if the source cannot be read; what it gave before that is kept.
    """
    visit = _Collection(store_folder, athlete_id, tell=tell)
    visit.make(source)
    if left_out is not None:
        left_out.update(visit.left_out)
    return visit.new_files


class _Collection:
    """One look into one source."""

    def __init__(
        self, store_folder: Path, athlete_id: str, *, tell: Tell = to_nobody, clock: Clock = lambda: datetime.now(UTC)
    ) -> None:
        self.new_files = 0
        self.left_out = Counter[str]()
        self.remarks = list[str]()
        self._landing = athlete_landing(store_folder, athlete_id)
        self._athlete_id = athlete_id
        self._tell = tell
        self._clock = clock

    def make(self, source: Source) -> None:
        arrivals = list(self._landing.arrivals(self._athlete_id))
        known = {arrival.sha256 for arrival in arrivals}
        count = 0
        for arrival in source.fetch(stamps(arrivals)):
            if isinstance(arrival, LeftOut):
                self.left_out[arrival.why] += arrival.count
                continue
            if isinstance(arrival, Remark):
                self.remarks.append(arrival.text)
                continue
            sha256 = self._land(source, arrival)
            if isinstance(arrival, Fetched):
                count += 1
                self.new_files += sha256 not in known
                known.add(sha256)
                if count % _TELL_EVERY == 0:
                    self._tell(_progress(source, arrival, count))

    def _land(self, source: Source, arrival: Fetched | Described | Gone | Marker) -> str:
        common: dict[str, Any] = {
            "athlete_id": self._athlete_id, "source": source.kind, "place": arrival.place, "landed_at": self._clock(),
        }  # fmt: skip
        match arrival:
            case Gone():
                return self._landing.note("gone", **common).sha256
            case Marker(stamp=stamp):
                return self._landing.note("marker", **common, stamp=stamp).sha256
            case Described(details=details, stamp=stamp):
                return self._land_details(source, details, common, stamp=stamp)
            case Fetched(details=details):
                if details is not None:
                    self._land_details(source, details, common)
                return self._landing.land(
                    arrival.data, **common, **_terms(source), kind=arrival.kind, origin=arrival.origin,
                    stamp=arrival.stamp, modified_at=arrival.modified_at, problem=arrival.problem, form=arrival.format,
                    workout_id=arrival.workout_id,
                ).sha256  # fmt: skip
            case _:
                assert_never(arrival)

    def _land_details(
        self, source: Source, details: ActivityDetails, common: dict[str, Any], *, stamp: str | None = None
    ) -> str:
        """Keep what the source says of an activity, in a file of its own so that it can be deleted by itself."""
        facts = {key: value for key, value in asdict(details).items() if value is not None}
        data = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_in_utc).encode("utf-8", "replace")
        return self._landing.land(data, **common, **_terms(source), kind="details", stamp=stamp).sha256


def _terms(source: Source) -> dict[str, Any]:
    terms = source.terms
    return {
        "who_may_see": terms.who_may_see,
        "keep_days": terms.keep_days,
        "may_feed_baselines": terms.may_feed_baselines,
    }


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _progress(source: Source, arrival: Fetched, count: int) -> str:
    reached = arrival.details and arrival.details.started_at
    back = f", back to {reached:%B %Y}" if reached else ""
    return f"{source.kind}: {count} files{back}"
