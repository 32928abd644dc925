"""Which run is meant on the command line: `latest`, a day, or the beginning of an id."""

from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

from niggle.cli.days import Day, read_day
from niggle.config import Athlete, Config
from niggle.consent import OWN
from niggle.errors import NotFoundError, UsageError
from niggle.records.visibility import viewer
from niggle.reports.run.query import owner_of
from niggle.store import Readers
from niggle.store.database import utc_naive

LATEST = "latest"
_SHOWN = 5
_ANY_TIME = {"since": datetime(1970, 1, 1), "until": datetime(9999, 1, 1)}  # noqa: DTZ001, as the store has times


def run_named(readers: Readers, config: Config, athletes: Collection[Athlete], text: str, *, now: datetime) -> str:
    """The id of the one run of these athletes that is meant.

    Raises:
        NotFoundError: if there is none.
        UsageError: if there are several; it names them.
    """
    if text.lower() == LATEST:
        return _latest(readers, athletes, now)
    with suppress(NotFoundError):
        return owner_of(readers, config, text)[1]
    found = _begun(readers, athletes, text, now)
    if not found:
        raise NotFoundError(f"no run {text!r}; name one by its id or how that begins, by its day, or say {LATEST}")
    if len(found) > 1:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise UsageError(f"{text!r} could be {len(found)} runs; which? {', '.join(found[:_SHOWN])}{more}")
    return found[0]


def _latest(readers: Readers, athletes: Collection[Athlete], now: datetime) -> str:
    rows = [row for one in athletes for row in readers.of(one.id).rows("newest_run", **viewer([(one, OWN)], now))]
    if not rows:
        raise NotFoundError("no runs yet; `niggle sync` or `niggle import` brings them in")
    return str(max(rows, key=lambda row: (row["started_at"], row["run_id"]))["run_id"])


def _begun(readers: Readers, athletes: Collection[Athlete], text: str, now: datetime) -> list[str]:
    """The runs of the day that the text is, or those whose ids begin so."""
    try:
        day: Day | None = read_day(text)
    except ValueError:
        day = None
    found: list[str] = []
    for athlete in athletes:
        asked = {"begun": text, **_ANY_TIME} if day is None else {"begun": "", **_hours_of(day, athlete, now)}
        rows = readers.of(athlete.id).rows("runs_begun", **viewer([(athlete, OWN)], now), **asked)
        found += [str(row["run_id"]) for row in rows]
    return found


def _hours_of(day: Day, athlete: Athlete, now: datetime) -> dict[str, Any]:
    """From when to when that day is where the athlete lives."""
    start = datetime.combine(day.at(now.astimezone(athlete.zone)), time.min, tzinfo=athlete.zone)
    end = datetime.combine(start.date() + timedelta(days=1), time.min, tzinfo=athlete.zone)
    return {"since": utc_naive(start.astimezone(UTC)), "until": utc_naive(end.astimezone(UTC))}
