"""What the page of an episode says besides its chart, and what of it can be chosen for others to see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from niggle.pain.complaints import worst_pain
from niggle.pain.episodes import SETTLING_RUNS
from niggle.reports.episode.view import EpisodeRun, EpisodeView, Return
from niggle.reports.words import day_month, with_unit
from niggle.triage.returning import Step
from niggle.vocabulary.diary import QUESTIONS, SCORES
from niggle.vocabulary.statuses import SHOWN
from niggle.vocabulary.units import number

PARTS: Mapping[str, str] = {
    "name": "Your name",
    "runs": "The scores, run by run",
    "training": "Minutes of running a week",
    "stride": "The balance of your stride",
    "status": "What niggle said of each run",
    "signs": "Limping, sharp pain, pain at night and the like",
    "helped": "What helped, in your words",
    "cut": "What you cut",
}
"""What a runner may show of an episode, besides its place and how bad it was when."""

_SIGNS = ("limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping")
_CUTS = ("stopped", "a_lot", "moderately", "a_little")


@dataclass(frozen=True, slots=True)
class Row:
    """One report: its day, the five scores ("" for none), the minutes of the run and its status."""

    day: str
    run_id: str
    scores: tuple[str, ...]
    minutes: str
    status: str


def chosen_parts(said: Mapping[str, str]) -> tuple[str, ...]:
    """The parts that a form or an address names with "yes"; `all` names all."""
    return tuple(part for part in PARTS if said.get(part) == "yes" or said.get("all") == "yes")


def only_chosen(view: EpisodeView, parts: Collection[str]) -> EpisodeView:
    """An episode with nothing in it that was not chosen to be shown, such as the days of runs without a report."""
    shows_days = not {"training", "stride", "status"}.isdisjoint(parts)
    return replace(
        view,
        name=view.name if "name" in parts else "",
        balance=view.balance if "stride" in parts else (),
        runs=[
            replace(
                run,
                status=run.status if "status" in parts else "",
                minutes=run.minutes if "training" in parts else None,
            )
            for run in view.runs
            if shows_days or run.report is not None
        ],
        helped=view.helped if "helped" in parts else "",
        cut=view.cut if "cut" in parts else "",
        back=None,
        is_long=False,
        liked=(),
    )


def standing(view: EpisodeView) -> str:
    """How it stands, in one sentence or two."""
    last = view.felt[-1]
    worst = None if last.report is None else worst_pain(last.report)
    felt = f"Last felt on {day_month(last.at)}" + ("" if worst is None else f", {worst}/10 at its worst")
    free = view.ending.free_runs
    runs = f"{free} {'run' if free == 1 else 'runs'}"
    match view.ending.state:
        case "open":
            return f"{felt}." + (f" {runs.capitalize()} since without it." if free else "")
        case "quiet":
            so_far = f"{runs} so far" if free else "none so far"
            return (
                f"{felt}, and not for more than ten days. It counts as settled once {SETTLING_RUNS} runs since "
                f"were reported free of it; {so_far}."
            )
        case _:
            assert view.ending.settled_at is not None
            return (
                f"Settled on {day_month(view.ending.settled_at)}: {SETTLING_RUNS} runs or more without it, "
                f"and not felt for ten days. {felt}."
            )


def summary(view: EpisodeView) -> str:
    """How often and how bad: "Felt on 6 days, worst 4/10"."""
    worst = max(
        (score for run in view.felt if run.report and (score := worst_pain(run.report)) is not None), default=None
    )
    days = len({run.at.date() for run in view.felt})
    text = f"Felt on {days} {'day' if days == 1 else 'days'} since {day_month(view.felt[0].at)}"
    return f"{text}, worst {worst}/10." if worst is not None else f"{text}."


def rows(view: EpisodeView) -> list[Row]:
    """What was said, newest first."""
    return [_row(run) for run in reversed(view.told)]


def _row(run: EpisodeRun) -> Row:
    scores = tuple("" if run.report is None or (score := getattr(run.report, one.name)) is None else str(score)
                   for one in SCORES)  # fmt: skip
    return Row(
        day=day_month(run.at),
        run_id=run.run_id,
        scores=scores,
        minutes="no run" if not run.run_id else "" if run.minutes is None else with_unit(number(run.minutes, 0), "min"),
        status=SHOWN[run.status].label if run.status else "",
    )


def signs(view: EpisodeView) -> list[str]:
    """What was answered besides scores, with how often: "with a limp: 2 of 6"."""
    reports = [run.report for run in view.felt if run.report is not None]
    found = [(QUESTIONS[name].yes, sum(getattr(report, name) is True for report in reports)) for name in _SIGNS]
    found.insert(0, ("sharp", sum(report.quality in ("sharp", "twinge") for report in reports)))
    return [f"{text}: {count} of {len(reports)}" for text, count in found if count]


def cuts(view: EpisodeView) -> list[str]:
    """What of the training was cut: by the weeks' minutes, and by what was answered."""
    sentences = []
    whole = [week for week in view.weeks if week.is_over and week.usual_min is not None]
    cut = [week for week in whole if week.is_cut]
    if cut:
        usual = with_unit(number(cut[-1].usual_min or 0.0, 0), "min")
        sentences.append(
            f"{len(cut)} of {len(whole)} whole weeks with it had at least a quarter less running than usual ({usual})."
        )
    said = {run.report.reduced_training for run in view.felt if run.report is not None}
    most = next((answer for answer in _CUTS if answer in said), None)
    if most is not None:
        told = next(option.told for option in QUESTIONS["reduced_training"].options if option.value == most)
        sentences.append(f"Answered: {told}.")
    return sentences


def step_words(step: Step) -> str:
    """A step in words: "Walk 2 min, run 3 min, in turn for 1.6 km (1 mile); effort 3 of 10, easy"."""
    turn = (
        f"Walk {with_unit(str(step.walk_min), 'min')}, run {with_unit(str(step.run_min), 'min')}, in turn"
        if step.run_min
        else "Run"
    )
    far = with_unit(number(step.distance_m / 1000, 1), "km")
    miles = f"{step.miles:g} {'mile' if step.miles == 1 else 'miles'}"
    return f"{turn} for {far} ({miles}); effort {step.effort} of 10, {step.effort_word}"


def why_next(back: Return) -> str:
    """Why that step is the next one."""
    number_of, times = back.next.step, back.plan.times_each
    if number_of is None:
        count = len(back.plan.steps)
        return f"All {count} steps are done. From here on it is your own training again, a little at a time."
    name = f"Step {number_of + 1}"
    if back.last is None:
        return f"{name} is next: it is the first, and nothing was done yet."
    if back.last.did == "repeat":
        return f"{name} again: that is what you said on {day_month(back.last.at)}."
    if back.next.done:
        return (
            f"{name} again: it was done once, on {day_month(back.last.at)}, and the plan has each step {_times(times)}."
        )
    return f"{name} is next: step {number_of} was done {_times(times)}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
