"""What an athlete's page says besides its charts: current complaints, the weeks as rows, what is known and lacking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from niggle.pain.episodes import LONGEST_GAP
from niggle.pain.weekly import is_due
from niggle.reports import paths
from niggle.reports.athlete.pains import Lane, lanes, usual_week
from niggle.reports.athlete.sensors import sensor_word
from niggle.reports.athlete.view import AthleteView, Baseline, Known, PainEpisode, PainHistory, Week
from niggle.reports.words import day_month, number, with_unit
from niggle.stride.wording import WATCH_ALONE
from niggle.vocabulary.metrics import BALANCE, CADENCE, METRICS, STANCE

_TELLING = (BALANCE, STANCE, CADENCE, "step_length_mm")
_ENOUGH_REPORTS = 0.75
_SILENT = timedelta(days=14)
_WEEK = timedelta(weeks=1)
_SURFACES = {"road": "On the road", "track": "On the track", "treadmill": "On the treadmill"}
_SOURCES = {
    "folder": "Folder",
    "export": "Export",
    "garmin": "Garmin Connect",
    "garmin_personal": "Garmin Connect (Personal API)",
    "strava": "Strava",
    "upload": "Uploaded here",
    "shared": "Shared by the runner’s own niggle",
}
_NEEDS_LOGIN = ("garmin", "garmin_personal", "strava")
_ASK_THE_KEEPER = "Whoever gave you access to this niggle can look at what is wrong."


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is known or lacking: tone "good", "attention" or "unknown", and what to do about it.

    `link` is the page where it can be done, `link_text` its words; empty without one.
    """

    tone: str
    title: str
    text: str
    todo: str = ""
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week of the table behind the chart."""

    monday: date
    minutes: str
    training: str
    pain: str
    check_in: str


def complaint_sentences(history: PainHistory, as_of: date) -> list[tuple[str, str]]:
    """One sentence for each complaint of the last days, and the key of its episode.

    It says since when, how bad, and what training did meanwhile.
    """
    return [
        (_complaint_sentence(lane, history.weeks), lane.episodes[-1].key)
        for lane in lanes(history)
        if as_of - lane.marks[-1].at.date() <= LONGEST_GAP
    ]


def former_episodes(history: PainHistory, as_of: date) -> list[tuple[str, str]]:
    """Place and months of each complaint of these weeks that was not felt lately, newest first, and its key."""
    over = [
        (lane.title, episode)
        for lane in lanes(history)
        for episode in lane.episodes
        if as_of - episode.marks[-1].at.date() > LONGEST_GAP
    ]
    over.sort(key=lambda one: one[1].marks[-1].at, reverse=True)
    return [(f"{title}, {_days(episode)}", episode.key) for title, episode in over]


def _days(episode: PainEpisode) -> str:
    first, last = (day_month(episode.marks[at].at.date()) for at in (0, -1))
    return first if first == last else f"{first} to {last}"


def _complaint_sentence(lane: Lane, weeks: Sequence[Week]) -> str:
    episode = lane.episodes[-1]
    since = episode.marks[0].at.date()
    last = next((mark.worst for mark in reversed(episode.marks) if mark.worst is not None), None)
    count = len(episode.marks)
    sentence = f"{lane.title} since {day_month(since)}: {count} {'report' if count == 1 else 'reports'}"
    worst = max((mark.worst for mark in episode.marks if mark.worst is not None), default=None)
    if worst is not None:
        sentence += f", worst {worst}/10" if count == 1 else f", worst {worst}/10, last {last}/10"
    whole = [week for week in weeks if week.is_over and week.monday >= since and week.usual_min is not None]
    if not whole:
        return f"{sentence}."
    cut = sum(week.is_cut for week in whole)
    usual = f"a usual week was {usual_week(whole[-1])}"
    if len(whole) == 1:
        return f"{sentence}. The whole week since was {'cut' if cut else 'not cut'} ({usual})."
    return f"{sentence}. Training was cut in {cut or 'none'} of the {len(whole)} whole weeks since ({usual})."


def week_rows(history: PainHistory) -> list[WeekRow]:
    """The weeks of the chart as rows, newest first."""
    return [_week_row(history, week) for week in reversed(history.weeks)]


def _week_row(history: PainHistory, week: Week) -> WeekRow:
    def is_in(at: datetime | date) -> bool:
        day = at.date() if isinstance(at, datetime) else at
        return week.monday <= day < week.monday + _WEEK

    pains = []
    for lane in lanes(history):
        marks = [mark for mark in lane.marks if is_in(mark.at)]
        if marks:
            worst = max((mark.worst for mark in marks if mark.worst is not None), default=None)
            pains.append(f"{lane.title} {'no score' if worst is None else f'{worst}/10'}")
    if not pains and any(is_in(at) for at in history.free):
        pains.append("none")
    training = "so far" if not week.is_over else f"cut; usual {usual_week(week)}" if week.is_cut else ""
    scores = [str(one.score) for one in history.check_ins if is_in(one.day) and one.score is not None]
    return WeekRow(
        monday=week.monday,
        minutes=with_unit(number(week.minutes, 0), "min"),
        training=training,
        pain=", ".join(pains) or "no report",
        check_in=scores[-1] if scores else "",
    )


def known_items(athlete: AthleteView, as_of: date, *, may_report: bool, is_keeper: bool = True) -> list[Item]:
    """What is known of an athlete and what is lacking, each with what to do about it.

    What only the athlete can do is told to nobody else. `is_keeper`: whether whoever reads it can run commands where
    this niggle is kept.
    """
    known = athlete.known
    if known is None:
        return []
    own = [
        _report_item(known, may_report=may_report),
        _check_in_item(known, athlete.athlete_id, as_of, may_report=may_report),
    ]
    return [
        *_sensor_items(known, as_of),
        *([_watch_alone()] if known.is_watch_alone else (_baseline_item(one, known) for one in known.baselines)),
        *([] if known.baselines else [_no_baseline()]),
        *(own if athlete.visibility.is_own else (replace(item, todo="") for item in own)),
        *_source_items(known, athlete.athlete_id, as_of, is_keeper=is_keeper),
    ]


def _sensor_items(known: Known, as_of: date) -> Iterator[Item]:
    given: set[str] = set()  # by sensors that have spoken lately
    for sensor in known.sensors:
        is_still = as_of - sensor.last <= _SILENT
        if not sensor.metrics or (not is_still and given.issuperset(sensor.metrics)):
            continue  # another one has taken over
        given |= set(sensor.metrics) if is_still else set()
        named = [METRICS[name].title.lower() for name in sensor.metrics]
        what = f"{', '.join(named[:3])} and {len(named) - 3} more" if len(named) > 4 else ", ".join(named)
        first, last = day_month(sensor.first), day_month(sensor.last)
        word = sensor_word(sensor.sensor)
        until = f"since {first}" if is_still else f"{first} to {last}"
        yield Item("good" if is_still else "unknown", word[0].upper() + word[1:], f"{what}; {until}")
    if known.is_watch_alone:
        return  # what follows from that is said of the usual stride
    if known.last_balance is None:
        yield Item(
            "attention",
            "No left–right balance",
            "a change from one side to the other cannot be seen",
            "A chest strap or a pod that measures running dynamics tells left from right; a watch alone does not.",
        )
    elif as_of - known.last_balance > _SILENT:
        yield Item(
            "attention",
            "No left–right balance lately",
            f"last measured on {day_month(known.last_balance)}",
            "Look at the battery of the strap or pod, and whether the watch still finds it.",
        )


def _baseline_item(baseline: Baseline, known: Known) -> Item:
    counts = {name: count for name, count in baseline.counts.items() if name in _TELLING}
    where = _SURFACES.get(baseline.surface, baseline.surface.capitalize())
    title = f"{where}: the usual stride"
    least = min(counts.values(), default=0)
    if least >= known.needed:
        return Item("good", title, f"known from {least} comparable runs; {known.needed} are needed")
    groups: dict[int, list[str]] = {}
    for name, count in counts.items():
        groups.setdefault(min(count, known.needed), []).append(METRICS[name].title.lower())
    told_of = "; ".join(
        f"{', '.join(names)}: " * (len(groups) > 1) + f"{count} of the {known.needed} runs it takes"
        for count, names in sorted(groups.items())
    )
    missing = known.least - least
    todo = (
        f"{missing} more {'run' if missing == 1 else 'runs'} until one can be compared."
        if missing > 0
        else "Runs are compared already; the band gets narrower with each."
    )
    return Item("unknown", f"{title}, still learning", told_of, f"{todo} Nothing to do but run with the same sensor.")


def _watch_alone() -> Item:
    return Item("unknown", "The usual stride", WATCH_ALONE)


def _no_baseline() -> Item:
    return Item(
        "unknown",
        "The usual stride",
        "no run so far has ten minutes of steady, level running that can be compared",
        "An easy run of half an hour on level ground is a good first one.",
    )


def _report_item(known: Known, *, may_report: bool) -> Item:
    has_enough = known.counted > 0 and known.reported >= _ENOUGH_REPORTS * known.counted
    runs = "the one run" if known.counted == 1 else f"the last {known.counted} runs"
    text = f"{known.reported} of {runs} {'has' if known.reported == 1 else 'have'} a report"
    if has_enough:
        return Item("good", "How runs felt", text)
    run_id = known.unreported_run if may_report else None
    return Item(
        "attention",
        "How runs felt",
        text,
        "Ten seconds a run is enough, and a 0 counts too: without it only half is known.",
        "" if run_id is None else paths.pain_path(run_id),
        "Report the newest run without one",
    )


def _check_in_item(known: Known, athlete_id: str, as_of: date, *, may_report: bool) -> Item:
    last = known.last_check_in
    link = paths.week_path(athlete_id) if may_report else ""
    if last is not None and not is_due(last, as_of):
        return Item("good", "Weekly check-in", f"last on {day_month(last)}")
    text = "none so far" if last is None else f"last on {day_month(last)}"
    todo = "Four questions once a week tell what single runs do not."
    return Item("attention", "Weekly check-in", text, todo, link, "Do the weekly check-in")


def _source_items(known: Known, athlete_id: str, as_of: date, *, is_keeper: bool) -> Iterator[Item]:
    for source in known.sources:
        mending = _mending(source.kind, athlete_id) if is_keeper else _ASK_THE_KEEPER
        title = _SOURCES.get(source.kind, source.kind.replace("_", " ").capitalize())
        if source.last is None:
            yield Item("attention", title, "nothing so far", mending)
        elif source.is_configured and as_of - source.last > _SILENT:
            text = f"newest run {day_month(source.last)}"
            yield Item("attention", title, text, mending)
        else:
            yield Item("good", title, f"newest run {day_month(source.last)}")


def _mending(kind: str, athlete_id: str) -> str:
    if kind in _NEEDS_LOGIN:
        return f"niggle doctor says what is wrong; niggle login {kind} --athlete {athlete_id} gives access anew."
    return "niggle doctor says whether its path in config.toml is right."


def first_steps(athlete: AthleteView, *, is_keeper: bool = True) -> list[tuple[str, str]]:
    """What to do before there is a run: a sentence, and the command that belongs to it ("" for none).

    Who does not keep this niggle can only ask who does.
    """
    if not is_keeper:
        return [
            ("Ask whoever gave you access how your runs are to come here: from your watch’s account, or as files.", ""),
            ("Then run as you always do. A new run is here the morning after.", ""),
        ]
    sources = () if athlete.known is None else athlete.known.sources
    kinds = [source.kind for source in sources if source.is_configured]
    steps = [
        (f"Log in to {_SOURCES[kind]}, once:", f"niggle login {kind} --athlete {athlete.athlete_id}")
        for kind in kinds
        if kind in _NEEDS_LOGIN
    ]
    if "folder" in kinds or "export" in kinds:
        steps.append(("Put FIT files where config.toml looks for them.", ""))
    if not kinds:
        steps.append(("Say in config.toml where the runs come from: a folder, an export, Garmin or Strava.", ""))
    steps.append(("Then fetch what there is:", "niggle sync"))
    steps.append(("Or bring files in by hand:", f"niggle import FILES --athlete {athlete.athlete_id}"))
    return steps
