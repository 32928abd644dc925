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
    _show(view)
    return 0


def _show(view: RunView) -> None:
    run = view.run
    start = view.local_start
    say(bold(f"{view.athlete_name}, {long_date(start)}, {clock(start)}"))
    say(f"{_distance(run)}  {run['run_id']}")
    say()
    say(run_status_text(run))
    say(run["summary"])
    _list("What you could do", [text for text in (*view.choices, view.look_again) if text])
    _list("What would help to know", run["questions"])
    _criteria(view)
    _stride(view)
    _list("Load", _load_lines(run["load"]))
    _list("Where this comes from", [f"{key}: {value}" for key, value in view.provenance.items()])


def _distance(run: Mapping[str, Any]) -> str:
    kilometres = "distance unknown" if run["distance_m"] is None else f"{run['distance_m'] / 1000:.2f} km"
    minutes = "" if run["moving_time_s"] is None else f" in {run['moving_time_s'] / 60:.0f} min"
    return kilometres + minutes


def _list(title: str, lines: list[str]) -> None:
    if lines:
        say(f"\n{bold(title)}")
        for line in lines:
            say(f"· {line}", indent=2)


def _criteria(view: RunView) -> None:
    cited: dict[str, int] = {}
    for group, words in GROUPS.items():
        criteria = [criterion for criterion in view.run["criteria"] if criterion["group"] == group]
        if criteria:
            say(f"\n{bold(words.label)}  {dim(words.meaning)}")
        for criterion in criteria:
            numbers = [cited.setdefault(key, len(cited) + 1) for key in criterion["references"]]
            marks = "".join(f"[{number}]" for number in numbers)
            answer = f"{ANSWERS[criterion['status']]}. {sentence(criterion['evidence'])}"
            title = bold(view.titles[criterion["id"]])
            say(f"{_SIGNS[criterion['status']]} {title}: {answer} {dim(marks)}", indent=2)
    _list("Sources", [f"[{number}] {_cite(view.references[key])}" for key, number in cited.items()])


def _cite(reference: Mapping[str, object]) -> str:
    return ", ".join(str(reference[key]) for key in ("author", "year", "title", "address") if reference.get(key))


def _stride(view: RunView) -> None:
    stride = view.run["stride"]
    lines = [f"{VERDICTS[stride['verdict']].label}. {' '.join(stride_sentences(view))}"]
    for row in map(metric_row, stride["metrics"]):
        mark = "  ← not as usual" if row["is_altered"] else ""
        lines.append(
            f"{row['title']}: {row['value']}, usually {row['expected']} "
            f"({row['difference']}, {row['spread']} the usual spread){mark}"
        )
    _list("Stride", lines)
    _list("What else could explain it", list(view.explanations))


def _load_lines(load: Mapping[str, Any]) -> list[str]:
    lines = []
    if load["minutes_7d"] is not None:
        lines.append(f"{load['minutes_7d']:.0f} min of running in 7 days")
    if load["longest_30d_m"] is not None:
        lines.append(f"longest run of the 30 days before: {load['longest_30d_m'] / 1000:.1f} km")
    if load["is_reduced"] is not None:
        lines.append("less than in the weeks before" if load["is_reduced"] else "no less than in the weeks before")
    return lines
