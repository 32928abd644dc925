"""`niggle explain`: every criterion of one run with its numbers, and what is unknown."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from niggle.cli.lines import bold, dim, run_status_text, say
from niggle.cli.options import athlete_option, chosen_athletes, config_option
from niggle.cli.run_named import run_named
from niggle.config import load_config
from niggle.reports.run.content import metric_row, sentence, stride_sentences
from niggle.reports.run.query import find_run
from niggle.reports.run.view import RunView
from niggle.reports.words import clock, long_date
from niggle.store.layout import published
from niggle.vocabulary.statuses import ANSWERS, GROUPS
from niggle.vocabulary.units import Units, distance, in_units
from niggle.vocabulary.verdicts import VERDICTS

_SIGNS = {"met": "●", "not_met": "○", "unknown": "?"}


@click.command("explain")
@click.argument("run", metavar="RUN")
@athlete_option("Whose run; every athlete's otherwise.")
@config_option
def command(run: str, athlete_id: str | None, config_path: Path) -> int:
    """Show every criterion of one run with its numbers, and what is unknown.

    RUN is "latest", a day (yesterday, 2026-03-02), or the id of a run or how it begins.
    """
    config, now = load_config(config_path), datetime.now(UTC)
    with published(config.store.path) as results:
        run_id = run_named(results, config, chosen_athletes(config, athlete_id), run, now=now)
        view = find_run(results, config, run_id, now=now)
    _show(view, config.athlete(view.run["athlete_id"]).units)
    return 0


def _show(view: RunView, units: Units) -> None:
    run = view.run
    start = view.local_start
    say(bold(f"{view.athlete_name}, {long_date(start)}, {clock(start)}"))
    say(f"{_distance(run, units)}  {run['run_id']}")
    say()
    say(run_status_text(run))
    say(in_units(run["summary"], units))
    _list("What you could do", [in_units(text, units) for text in (*view.choices, view.look_again) if text])
    _list("What would help to know", run["questions"])
    _criteria(view, units)
    _stride(view, units)
    _list("Load", _load_lines(run["load"], units))
    _list("Where this comes from", [f"{key}: {value}" for key, value in view.provenance.items()])


def _distance(run: Mapping[str, Any], units: Units) -> str:
    minutes = "" if run["moving_time_s"] is None else f" in {run['moving_time_s'] / 60:.0f} min"
    return distance(run["distance_m"], units) + minutes


def _list(title: str, lines: list[str]) -> None:
    if lines:
        say(f"\n{bold(title)}")
        for line in lines:
            say(f"· {line}", indent=2)


def _criteria(view: RunView, units: Units) -> None:
    cited: dict[str, int] = {}
    for group, words in GROUPS.items():
        criteria = [criterion for criterion in view.run["criteria"] if criterion["group"] == group]
        if criteria:
            say(f"\n{bold(words.label)}  {dim(words.meaning)}")
        for criterion in criteria:
            numbers = [cited.setdefault(key, len(cited) + 1) for key in criterion["references"]]
            marks = "".join(f"[{number}]" for number in numbers)
            answer = f"{ANSWERS[criterion['status']]}. {in_units(sentence(criterion['evidence']), units)}"
            title = bold(view.titles[criterion["id"]])
            say(f"{_SIGNS[criterion['status']]} {title}: {answer} {dim(marks)}", indent=2)
    _list("Sources", [f"[{number}] {_cite(view.references[key])}" for key, number in cited.items()])


def _cite(reference: Mapping[str, object]) -> str:
    return ", ".join(str(reference[key]) for key in ("author", "year", "title", "address") if reference.get(key))


def _stride(view: RunView, units: Units) -> None:
    stride = view.run["stride"]
    lines = [f"{VERDICTS[stride['verdict']].label}. {in_units(' '.join(stride_sentences(view)), units)}"]
    for row in (metric_row(metric, units) for metric in stride["metrics"]):
        mark = "  ← not as usual" if row["is_altered"] else ""
        lines.append(
            f"{row['title']}: {row['value']}, usually {row['expected']} "
            f"({row['difference']}, {row['spread']} the usual spread){mark}"
        )
    _list("Stride", lines)
    _list("What else could explain it", [in_units(text, units) for text in view.explanations])


def _load_lines(load: Mapping[str, Any], units: Units) -> list[str]:
    lines = []
    if load["minutes_7d"] is not None:
        lines.append(f"{load['minutes_7d']:.0f} min of running in 7 days")
    if load["longest_30d_m"] is not None:
        lines.append(f"longest run of the 30 days before: {distance(load['longest_30d_m'], units)}")
    if load["is_reduced"] is not None:
        lines.append("less than in the weeks before" if load["is_reduced"] else "no less than in the weeks before")
    return lines
