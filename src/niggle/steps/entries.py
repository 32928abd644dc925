"""What a person enters on a page → landing, before anything else; and taking it back.

Every form carries an id of its own, a UUID, so that a post which is made again lands nothing twice and one that is
taken back stays so. Landing needs no lock and no database: an entry is kept while a night is writing, and
`take_in` makes the statuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from niggle.config import Athlete, Config
from niggle.landing import Landed, Landing, RawKind
from niggle.pain.answers import COLUMNS, Athletes, RowProblem, read_answers
from niggle.pain.diary import write_diary
from niggle.pain.model import PainReport
from niggle.pain.weekly import WeeklyCheckIn, read_week, write_weeks
from niggle.steps.statements import WEB
from niggle.store.database import prepare_folder

_MOST_LETTERS = 10_000  # of one answer: far from any note, and from what the csv module refuses to read back
_ONE_BY_ONE = Lock()  # of two posts at once with the same id, the second is to find what the first has landed
_SAYS_WHICH_RUN = ("athlete_id", "run_id", "started_at", "date")


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of an entry: all that is wrong with it (then nothing is kept), and whether it had been kept before."""

    problems: tuple[RowProblem, ...] = ()
    was_known: bool = False


def enter_report(
    config: Config, athlete: Athlete, answers: Mapping[str, str], *, entry_id: str, now: datetime
) -> Entered:
    """Keep a pain report: answers by column of contract 4, "" for what was not answered.

    The same `entry_id` again keeps nothing, whatever it says.
    """
    place, problem = _place(entry_id)
    if problem is not None:
        return Entered((problem,))
    if _arrivals(config, athlete, place):
        return Entered(was_known=True)
    said = _clean(answers)
    problems = _too_long(said)
    if not problems and not any(said.get(column) for column in COLUMNS if column not in _SAYS_WHICH_RUN):
        problems = (RowProblem(1, "", "nothing was answered"),)
    if problems:
        return Entered(problems)
    athletes = Athletes(athlete.id, {athlete.id}, athlete.zone)
    report = read_answers(said | {"athlete_id": athlete.id}, line=1, athletes=athletes)
    if not isinstance(report, PainReport):
        return Entered(report)
    return _land(config, athlete, write_diary([report]), kind="diary", place=place, now=now)


def enter_week(
    config: Config, athlete: Athlete, answers: Mapping[str, str], *, entry_id: str, now: datetime
) -> Entered:
    """Keep a weekly check-in: answers by column of `weekly_check_ins`, "" for what was not answered.

    The same `entry_id` again keeps nothing, whatever it says. Of two about one day the later counts, whole.
    """
    place, problem = _place(entry_id)
    if problem is not None:
        return Entered((problem,))
    if _arrivals(config, athlete, place):
        return Entered(was_known=True)
    check_in = read_week_now(answers, athlete, now=now)
    if not isinstance(check_in, WeeklyCheckIn):
        return Entered(check_in)
    return _land(config, athlete, write_weeks([check_in]), kind="weekly", place=place, now=now)


def read_week_now(
    answers: Mapping[str, str], athlete: Athlete, *, now: datetime
) -> WeeklyCheckIn | tuple[RowProblem, ...]:
    """A check-in as it may be entered now: about days that have been, today included."""
    check_in = read_week(_clean(answers), athlete_id=athlete.id)
    if isinstance(check_in, WeeklyCheckIn) and check_in.date > now.astimezone(athlete.zone).date():
        return (RowProblem(1, "date", f"{check_in.date.isoformat()} is yet to come"),)
    return check_in


def withdraw(config: Config, athlete: Athlete, entry_id: str, *, now: datetime) -> bool:
    """Take an entry back; False if the athlete has none of that id, or took it back before. Its raw file is kept."""
    place, problem = _place(entry_id)
    if problem is not None:
        return False
    arrivals = _arrivals(config, athlete, place)
    if not arrivals or any(arrival.kind == "gone" for arrival in arrivals):
        return False
    Landing(config.store.path).note("gone", athlete_id=athlete.id, source=WEB, place=place, landed_at=now)
    return True


def _place(entry_id: str) -> tuple[str, RowProblem | None]:
    """Where an entry is kept under its id, written in one way, or what is wrong with the id."""
    try:
        return f"{WEB}:{UUID(entry_id)}", None
    except ValueError:
        return "", RowProblem(1, "entry_id", "not the id of a form; load the page again")


def _arrivals(config: Config, athlete: Athlete, place: str) -> list[Landed]:
    return [one for one in Landing(config.store.path).of_place(place) if one.athlete_id == athlete.id]


def _clean(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers without what cannot be written as UTF-8: half of a pair that a script sent."""
    return {column: answer.encode("utf-8", "replace").decode().strip() for column, answer in answers.items()}


def _too_long(answers: Mapping[str, str]) -> tuple[RowProblem, ...]:
    return tuple(
        RowProblem(1, column, f"longer than {_MOST_LETTERS:,} letters")
        for column, answer in answers.items()
        if len(answer) > _MOST_LETTERS
    )


def _land(config: Config, athlete: Athlete, text: str, *, kind: RawKind, place: str, now: datetime) -> Entered:
    prepare_folder(config.store.path)
    with _ONE_BY_ONE:
        if _arrivals(config, athlete, place):
            return Entered(was_known=True)
        Landing(config.store.path).land(
            text.encode(), kind=kind, athlete_id=athlete.id, source=WEB, place=place, landed_at=now
        )
    return Entered()
