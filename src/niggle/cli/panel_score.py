"""How the score of a panel is shown: as tables in a terminal, and as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from niggle.cli.lines import status_text
from niggle.panel.agreement import Figure
from niggle.panel.score import Agreement, Among, Disagreement, Off, Score
from niggle.vocabulary.statuses import STATUSES

_HEADINGS: Mapping[Off, str] = {
    "milder": "Milder than every rater: look at these first",
    "more_alarming": "More alarming than every rater",
    "between": "Between the raters, and acceptable to none of them",
}


def score_object(score: Score) -> dict[str, Any]:
    """The score as one JSON object: shares 0–1, what cannot be computed null, disagreements as in the tables."""
    return {
        "raters": [{"rater": rater, "answered": score.answered[rater]} for rater in score.raters],
        "stories": score.acceptance.stories,
        "raters_among_themselves": {
            "pairs": [asdict(pair) for pair in score.pairs],
            "mean": None if score.among is None else asdict(score.among),
        },
        "niggle": [asdict(pair) for pair in score.niggle_with],
        "project": asdict(score.project),
        "acceptance": asdict(score.acceptance),
        "missed_red_flags": list(score.missed_red_flags),
        "disagreements": [_disagreement(one) for one in score.disagreements],
    }


def _disagreement(one: Disagreement) -> dict[str, Any]:
    return {
        "story": one.story.code,
        "text": one.story.text,
        "off": one.off,
        "steps": one.steps,
        "niggle": one.niggle,
        "panel": one.panel,
        "ratings": [
            {
                "rater": rating.rater,
                "status": rating.status,
                "also_acceptable": sorted(rating.also),
                "remark": rating.remark,
            }
            for rating in one.ratings
        ],
    }


def print_score(score: Score) -> None:
    """The score for a terminal of 80 columns."""
    console = Console(highlight=False)
    count = score.acceptance.stories
    console.print(
        f"{len(score.raters)} {'rater' if len(score.raters) == 1 else 'raters'}, {count} stories rated: "
        + ", ".join(f"{rater} answered {score.answered[rater]}" for rater in score.raters),
        markup=False,
    )
    if score.among is not None:
        _print_among(console, score.pairs, score.among)
    console.print("\n[bold]niggle beside each rater, and beside the panel[/bold]")
    console.print(_agreements(score.niggle_with, lambda pair: f"niggle – {_judge(pair.second)}"))
    console.print("\n[bold]This project's own judgement of its stories beside the panel[/bold]")
    console.print(_agreements([score.project], lambda _: "project – the panel"))
    _print_acceptance(console, score)
    for off, heading in _HEADINGS.items():
        found = [one for one in score.disagreements if one.off == off]
        console.print(f"\n[bold]{heading}[/bold] ({len(found)})")
        for one in found:
            _print_disagreement(console, one)
    console.print(
        "\nκ: quadratic weights, in the order clear, monitor, check in, adapt, concern, red flag; check in asks and is "
        "no step of severity, so κ is also given without the stories where either says it. In brackets 95 % intervals "
        "over stories. The panel is the middle answer, of two middle ones the worse.",
        style="dim",
    )


def _print_among(console: Console, pairs: Sequence[Agreement], among: Among) -> None:
    console.print("\n[bold]The raters among themselves[/bold]")
    console.print(_agreements(pairs, lambda pair: f"{pair.first} – {pair.second}"))
    console.print(
        f"mean of the pairs: κ {_figure(among.kappa)}, without check in {_figure(among.kappa_without_check_in)}"
    )
    console.print(f"Krippendorff's α: {_number(among.alpha)}, without check in {_number(among.alpha_without_check_in)}")


def _agreements(pairs: Sequence[Agreement], name: Callable[[Agreement], str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("", "same", "κ", "κ without check in", "stories"):
        table.add_column(heading)
    for pair in pairs:
        same = "–" if pair.same is None else f"{100 * pair.same:.0f} %"
        kappas = (_figure(pair.kappa), _figure(pair.kappa_without_check_in))
        table.add_row(escape(name(pair)), same, *kappas, f"{pair.kappa.n}, {pair.kappa_without_check_in.n}")
    return table


def _judge(name: str) -> str:
    return "the panel" if name == "panel" else f"rater {name}"


def _figure(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "–"
    return f"{figure.value:.2f} ({figure.low:.2f}–{figure.high:.2f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _print_acceptance(console: Console, score: Score) -> None:
    accepted, count = score.acceptance, score.acceptance.stories
    shares = [f"{n} of {count} ({100 * n / count:.0f} %)" for n in (accepted.by_one, accepted.by_most, accepted.by_all)]
    console.print(
        f"\nniggle's answer is acceptable to at least one rater in {shares[0]}, to more than half in {shares[1]}, "
        f"to all in {shares[2]}"
    )
    missed = ", ".join(score.missed_red_flags) or "none"
    console.print(f"Red flags to more than half of the raters that niggle has below concern: {missed}")


def _print_disagreement(console: Console, one: Disagreement) -> None:
    said = ", ".join(f"{rating.rater} {STATUSES[rating.status].label.lower()}" for rating in one.ratings)
    console.print(
        f"story {one.story.code}  niggle",
        Text.from_ansi(status_text(one.niggle, False)),
        f" raters: {said}",
        markup=False,
    )
    console.print(Padding(one.story.text, (0, 0, 0, 2)), markup=False)
    for rating in one.ratings:
        if rating.remark:
            console.print(Padding(f"{rating.rater}: {rating.remark}", (0, 0, 0, 2)), markup=False, style="dim")
