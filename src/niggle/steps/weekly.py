"""Weekly check-ins: landing → store."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from niggle.config import Athlete
from niggle.entered import entry_id_of, gone_places
from niggle.errors import DiaryError, RawFileError, UnreadableError
from niggle.landing import Landed, Landing
from niggle.pain.weekly import parse_weeks
from niggle.reading import reading
from niggle.records.weekly import check_in_row, weekly_check_in
from niggle.steps.invalidate import discard_statuses
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_naive


def read_weeks(store: Store, landing: Landing, athlete: Athlete, arrivals: Sequence[Landed]) -> list[str]:
    """Bring the check-ins up to date with what has landed; a line for each file that cannot be read.

    The statuses of the runs in their weeks, and of later ones, are to be decided again.
    """
    held = _held(arrivals, athlete)
    with store.read_main() as reader:
        stored = _stored(reader, athlete)
    if {row["raw_sha256"]: row["position"] for row in stored.values()} == held:
        return []
    wanted, problems = _read(landing, athlete, held)
    if wanted != stored:
        with store.write() as writer:
            # What landed while this one waited for the lock may be stored already: only the newest look counts.
            wanted, problems = _read(landing, athlete, _held(list(landing.arrivals(athlete.id)), athlete))
            _store(writer, athlete, wanted, _stored(writer, athlete))
    return problems


def start_of_day(day: date, athlete: Athlete) -> datetime:
    """The instant at which a day begins where the athlete lives."""
    return datetime.combine(day, time.min, tzinfo=athlete.zone).astimezone(UTC)


def _held(arrivals: Sequence[Landed], athlete: Athlete) -> dict[str, int]:
    """The files of check-ins that hold, and the line of the manifest where each was last said."""
    own = [one for one in arrivals if one.athlete_id == athlete.id]
    over = gone_places(own)
    entered: set[str] = set()
    held: dict[str, int] = {}
    for one in own:
        if one.kind != "weekly" or one.place in over:
            continue
        if entry_id_of(one.place) and one.place in entered:  # an entry is what first came under its id
            continue
        entered.add(one.place)
        held[one.sha256] = one.number
    return held


def _read(landing: Landing, athlete: Athlete, held: Mapping[str, int]) -> tuple[dict[str, Row], list[str]]:
    """The rows that files make, by check-in, and a line for each file that cannot be read."""
    rows: dict[str, Row] = {}
    problems = []
    for sha256, number in held.items():
        try:
            text = landing.read(sha256, "weekly").decode("utf-8", "replace")
            with reading(sha256):
                found = parse_weeks(text, athlete_id=athlete.id)
        except (DiaryError, RawFileError, UnreadableError) as error:
            problems.append(f"{athlete.id}: weekly check-in {sha256[:12]}: {error}")
            continue
        for check_in in found:
            known = rows.get(check_in.check_in_id)
            if known is None or known["position"] < number:
                rows[check_in.check_in_id] = check_in_row(check_in, raw_sha256=sha256, position=number)
    return rows, problems


def _stored(reader: Reader, athlete: Athlete) -> dict[str, Row]:
    return {row["check_in_id"]: row for row in reader.rows("weekly_check_ins_of", athlete_id=athlete.id)}


def _store(writer: Writer, athlete: Athlete, wanted: Mapping[str, Row], stored: Mapping[str, Row]) -> None:
    """Make the rows those that are wanted, and have decided again what rests on others."""
    over = [row for row in stored.values() if wanted.get(row["check_in_id"]) != row]
    new = [row for row in wanted.values() if stored.get(row["check_in_id"]) != row]
    writer.write("delete_weekly_check_ins", check_in_ids=[row["check_in_id"] for row in over])
    writer.insert("weekly_check_ins", new)
    days = [weekly_check_in(row).first_day for row in (*over, *new)]
    if days:
        discard_statuses(writer, athlete.id, utc_naive(start_of_day(min(days), athlete)))
