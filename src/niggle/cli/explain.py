"""`niggle explain`: every criterion of one run with its numbers, and what is unknown."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from niggle.cli.flags import status_text
from niggle.cli.options import config_option
from niggle.config import load_config
from niggle.reports.words import metric_label
from niggle.results.views import find_run
from niggle.store import Store
from niggle.triage.criteria import criterion_titles, reference_texts

_SIGNS = {"met": "●", "not_met": "○", "unknown": "?"}
_GROUPS = {
    "monitor": "May be monitored if all four are so",
    "concern": "A concern if any one is so",
    "red_flag": "For a clinician, whatever else is true",
}
_WORDS = {"met": "yes", "not_met": "no", "unknown": "not known"}


@click.command("explain")
@click.argument("run_id")
@config_option
def command(run_id: str, config_path: Path) -> int:
    """Show every criterion of one run with its numbers, and what is unknown."""
    config = load_config(config_path)
    with Store(config.store.path).read() as reader:
        view = find_run(reader, config, run_id)
    console = Console(highlight=False)
    run = view.run
    console.print(Text.assemble((f"{view.athlete_name}, {view.local_start:%A %d %B %Y, %H:%M}", "bold")))
    console.print(f"{_distance(run)}  {run['run_id']}")
    console.print()
    console.print(status_text(run["status"], run["provisional"]))
    console.print(run["summary"])
    _list(console, "What you could do", [*view.choices, view.look_again])
    _list(console, "What would help to know", run["questions"])
    _criteria(console, run)
    _stride(console, run, view.explanations)
    _list(console, "Load", _load_lines(run["load"]))
    _list(console, "Where this comes from", [f"{key}: {value}" for key, value in view.provenance.items()])
    return 0


def _distance(run: Mapping[str, Any]) -> str:
    kilometres = "distance unknown" if run["distance_m"] is None else f"{run['distance_m'] / 1000:.2f} km"
    minutes = "" if run["moving_time_s"] is None else f" in {run['moving_time_s'] / 60:.0f} min"
    return kilometres + minutes


def _list(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print(Text(f"\n{title}", style="bold"))
        for line in lines:
            console.print(Padding(f"· {line}", (0, 0, 0, 2)))


def _criteria(console: Console, run: Mapping[str, Any]) -> None:
    titles, references = criterion_titles(), reference_texts()
    cited: dict[str, int] = {}
    for group, heading in _GROUPS.items():
        criteria = [criterion for criterion in run["criteria"] if criterion["group"] == group]
        if criteria:
            console.print(Text(f"\n{heading}", style="bold"))
        for criterion in criteria:
            numbers = [cited.setdefault(key, len(cited) + 1) for key in criterion["references"]]
            marks = "".join(f"[{number}]" for number in numbers)
            line = Text.assemble(
                f"{_SIGNS[criterion['status']]} ", (titles[criterion["id"]], "bold"),
                f": {_WORDS[criterion['status']]}. {criterion['evidence']} ", (marks, "dim"),
            )  # fmt: skip
            console.print(Padding(line, (0, 0, 0, 2)))
    _list(console, "Sources", [f"[{number}] {_cite(references[key])}" for key, number in cited.items()])


def _cite(reference: Mapping[str, str]) -> str:
    return ", ".join(reference[key] for key in ("author", "year", "title", "address") if reference.get(key))


def _stride(console: Console, run: Mapping[str, Any], explanations: Sequence[str]) -> None:
    stride = run["stride"]
    lines = [f"verdict: {stride['verdict'].replace('_', ' ')}"]
    if stride["reason"] is not None:
        lines.append(stride["reason"])
    for metric in stride["metrics"]:
        mark = "  ← not as usual" if metric["is_altered"] else ""
        lines.append(
            f"{metric_label(metric['name'])}: {metric['value']:.1f}, usually {metric['expected']:.1f} "
            f"({metric['difference']:+.2f} {metric['unit']}, z {metric['z']:+.1f}){mark}"
        )
    if stride["onset_s"] is not None:
        lines.append(f"since minute {stride['onset_s'] / 60:.0f} of the run")
    if stride["side"] is not None:
        lines.append(f"the {stride['side']} foot spends less time on the ground than usual")
    _list(console, "Stride", lines)
    _list(console, "What else could explain it", list(explanations))


def _load_lines(load: Mapping[str, Any]) -> list[str]:
    lines = []
    if load["minutes_7d"] is not None:
        lines.append(f"{load['minutes_7d']:.0f} min of running in 7 days")
    if load["longest_30d_m"] is not None:
        lines.append(f"longest run of the 30 days before: {load['longest_30d_m'] / 1000:.1f} km")
    if load["is_reduced"] is not None:
        lines.append("less than in the weeks before" if load["is_reduced"] else "no less than in the weeks before")
    return lines
