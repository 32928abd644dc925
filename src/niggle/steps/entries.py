"""What a person enters, on a page or in a terminal → checked, landed before anything else, and taken in.

Both doors come here. Every entry carries an id of its own, a UUID, so that a post which is made again lands nothing
twice and one that is taken back stays so. Landing needs no lock and no database: an entry is kept while a night is
writing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from niggle.config import Athlete, Config
from niggle.entered import WEB, Entry, entry_id_of, find_entry, place_of
from niggle.landing import Landing, RawKind
from niggle.pain.answers import RowProblem, read_answers
from niggle.pain.diary import Diary, write_diary
from niggle.pain.model import PainReport
from niggle.pain.revising import ANSWERS, denied, leaves_out, none_after_all
from niggle.pain.weekly import WeeklyCheckIn, read_week, write_weeks
from niggle.steps.diaries import read_diary
from niggle.steps.run_context import complaint_key, entries_about, only, published, run_context
from niggle.steps.statements import IMPORTED
from niggle.steps.take_in import take_in_if_free
from niggle.steps.withdrawals import Decide, take_back
from niggle.store.database import prepare_folder
from niggle.triage.rules import contradictory

_ONE_BY_ONE = Lock()  # of two posts at once with the same id, the second is to find what the first has landed


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What came of an entry.

    `problems` is all that is wrong with it, `denied` the complaints with pain that its "no pain" contradicts; with
    either nothing is kept. `was_known`: it had been kept before. `is_waiting`: it is kept, and the statuses follow.
    `run_id` is the run that a report joins, None while it waits for one.
    """

    problems: tuple[RowProblem, ...] = ()
    denied: tuple[PainReport, ...] = ()
    was_known: bool = False
    is_waiting: bool = False
    run_id: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a diary file: its reports and problems, and how many of the reports nobody had made before."""

    diary: Diary
    new: int = 0
    is_waiting: bool = False


def enter_report(
    config: Config,
    athlete: Athlete,
    answers: Mapping[str, str],
    *,
    entry_id: str,
    now: datetime,
    door: str = WEB,
    decide: Decide = take_in_if_free,
    holds: bool = False,
    changes: PainReport | None = None,
) -> Entered:
    """Keep a pain report and take it in: answers by column of contract 4, "" for what was not answered.

    The same `entry_id` again keeps nothing, whatever it says. "No pain" on a run of which pain was said is kept if it
    `holds`: then it says so of each place. `changes` is what was said of one place of a run, as one report, if this is
    to stand instead of it: what was entered of it is taken back where it would go on standing. `decide` decides anew
    what rests on it, or tells that this has to wait.
    """
    problem = _wrong_id(entry_id)
    if problem is not None:
        return Entered(problems=(problem,))
    landing = Landing(config.store.path)
    if find_entry(landing, athlete.id, entry_id):
        return Entered(was_known=True)
    report = _read(answers, athlete)
    if not isinstance(report, PainReport):
        return Entered(problems=report)
    context = run_context(config, athlete, report, now)
    if isinstance(context, RowProblem):
        return Entered(problems=(context,))
    against = denied(report, context.said)
    if not holds and any(changes is None or complaint_key(one) != complaint_key(changes) for one in against):
        return Entered(denied=against, run_id=context.run_id)
    reports = none_after_all(report, against, contradictory())
    over: Sequence[Entry] = ()
    if changes is not None and context.run_id is not None and leaves_out(report, changes):
        over = entries_about(config, athlete, context.run_id, changes)
    place = place_of(door, entry_id)
    if not _land(config, athlete, write_diary(reports), kind="diary", door=door, place=place, now=now):
        return Entered(was_known=True)
    take_back(landing, over, now=now, instead=place)
    return Entered(is_waiting=not decide(config, athlete), run_id=context.run_id)


def enter_week(
    config: Config,
    athlete: Athlete,
    answers: Mapping[str, str],
    *,
    entry_id: str,
    now: datetime,
    door: str = WEB,
    decide: Decide = take_in_if_free,
) -> Entered:
    """Keep a weekly check-in and take it in: answers by column of `weekly_check_ins`, "" for what was not answered.

    The same `entry_id` again keeps nothing, whatever it says. Of two about one day the later counts, whole.
    """
    problem = _wrong_id(entry_id)
    if problem is not None:
        return Entered(problems=(problem,))
    if find_entry(Landing(config.store.path), athlete.id, entry_id):
        return Entered(was_known=True)
    check_in = _read_week(answers, athlete, now)
    if not isinstance(check_in, WeeklyCheckIn):
        return Entered(problems=check_in)
    place = place_of(door, entry_id)
    if not _land(config, athlete, write_weeks([check_in]), kind="weekly", door=door, place=place, now=now):
        return Entered(was_known=True)
    return Entered(is_waiting=not decide(config, athlete))


def check_week(athlete: Athlete, answers: Mapping[str, str], *, now: datetime) -> tuple[RowProblem, ...]:
    """All that is wrong with a weekly check-in as it stands."""
    check_in = _read_week(answers, athlete, now)
    return () if isinstance(check_in, WeeklyCheckIn) else check_in


def enter_diary(config: Config, data: bytes, *, athlete_id: str | None, place: str, now: datetime) -> Imported:
    """Keep a diary file and take it in, if any of its rows is a report; the rest are its problems.

    Raises:
        DiaryError: if nothing of it can be read.
    """
    diary = read_diary(data, config, athlete_id=athlete_id, written_at=now)
    if not diary.reports:
        return Imported(diary)
    prepare_folder(config.store.path)
    Landing(config.store.path).land(
        data, kind="diary", athlete_id=athlete_id or "", source=IMPORTED, place=place, landed_at=now
    )
    mentioned = {report.athlete_id for report in diary.reports}
    before = _count(config)
    if not take_in_if_free(config, *(athlete for athlete in config.athletes if athlete.id in mentioned)):
        return Imported(diary, is_waiting=True)
    return Imported(diary, new=_count(config) - before)


def _read(answers: Mapping[str, str], athlete: Athlete) -> PainReport | tuple[RowProblem, ...]:
    if not any(answers.get(column, "").strip() for column in ("site", "side", *ANSWERS)):
        return (RowProblem(1, "", "nothing was answered"),)
    return read_answers({**answers, "athlete_id": athlete.id}, line=1, athletes=only(athlete))


def _read_week(answers: Mapping[str, str], athlete: Athlete, now: datetime) -> WeeklyCheckIn | tuple[RowProblem, ...]:
    check_in = read_week(answers, athlete_id=athlete.id)
    if isinstance(check_in, WeeklyCheckIn) and check_in.date > now.astimezone(athlete.zone).date():
        return (RowProblem(1, "date", f"{check_in.date.isoformat()} is yet to come"),)
    return check_in


def _wrong_id(entry_id: str) -> RowProblem | None:
    try:
        place_of(WEB, entry_id)
    except ValueError:
        return RowProblem(1, "entry_id", "not the id of a form; load the page again")
    return None


def _count(config: Config) -> int:
    """How many reports there are; 0 before anything is published."""
    with published(config) as reader:
        if reader is None:
            return 0
        return sum(len(reader.rows("pain_reports_of", athlete_id=athlete.id)) for athlete in config.athletes)


def _land(config: Config, athlete: Athlete, text: str, *, kind: RawKind, door: str, place: str, now: datetime) -> bool:
    """Keep an entry; False if another of the same id was quicker."""
    prepare_folder(config.store.path)
    landing = Landing(config.store.path)
    with _ONE_BY_ONE:
        if find_entry(landing, athlete.id, entry_id_of(place) or ""):
            return False
        landing.land(text.encode(), kind=kind, athlete_id=athlete.id, source=door, place=place, landed_at=now)
    return True
