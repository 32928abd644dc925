"""The page `docs/detection.md`: the tables, put into `page.md.j2`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from tests.benchmarks.detection import real_page
from tests.benchmarks.detection.goals import KIND_NAMES
from tests.benchmarks.detection.markdown import figure, number, table
from tests.benchmarks.detection.plots import LABELS
from tests.benchmarks.detection.worlds import CADENCE_ONLY, NO_BALANCE, SHORT

type Plain = dict[str, Any]

_TEMPLATE = Path(__file__).with_name("page.md.j2")
_BESIDE = ("silent", "bound", "zone", "zscore", "zscore_matched", "ewma", "ewma_matched")
_SAID = {
    "none": "no pain said",
    "nothing": "nothing said",
    "side": "pain in a leg, side said",
    "no side": "pain in a leg, side not said",
    "pain": "pain in a leg, together",
}
_TOLD = {
    "silent": "no pain said",
    "no side": "pain, side not said",
    "side": "pain and side",
    "squad": "said on 6 runs of 10",
}


def write(data: Plain) -> str:
    """The whole page."""
    worlds = data["worlds"]
    real, steady = worlds["measured"], worlds["steady"]
    # Markdown, not HTML: nothing to escape.
    environment = jinja2.Environment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        real=real,
        steady=steady,
        figure=figure,
        number=number,
        within=lambda key, how="silent", runs=3: number(real["found"][key][how]["within"][str(runs)]["value"], 0),
        real_runners=_real_runners(real),
        goals_measured=_goals(real, data["recordings"]),
        goals_steady=_goals(steady, None),
        missed=_missed(real) + _missed(steady),
        false_alarms=_false_alarms(worlds),
        by_nuisance=_by_nuisance(worlds),
        found=[_found(title, worlds, kind) for kind, title in KIND_NAMES.items()],
        beside=[_beside(title, worlds, kind) for kind, title in KIND_NAMES.items()],
        said=_said(worlds),
        with_pain=_with_pain(worlds),
        ppv=_ppv(worlds),
        onset=_onset(worlds),
        strap=_strap(worlds),
        patterns=_patterns(real["patterns"]),
        short=_short(real),
        why_not=_by_world(worlds, lambda one: one["judgeable"]["why_not_pct"], ("Reason", "Runs"), digits=2),
        variants=[real["variants"][each.name] for each in (CADENCE_ONLY, NO_BALANCE)],
        stated=[
            (f"{title}, {world} world", _stated(one["calibration"][name]), one["calibration"][name])
            for world, one in worlds.items()
            for name, title in (("without_pain", "Runs without pain"), ("with_pain", "Runs with pain"))
        ],
        recordings=real_page.write(data["recordings"]),
    )


def _missed(world: Plain) -> int:
    return sum(not goal["is_met"] for goal in world["goals"])


def _goals(world: Plain, recordings: Plain | None) -> str:
    rows = []
    for goal in world["goals"]:
        reached = f"{figure(goal['reached'], 2)} {goal['unit']}".strip()
        rows.append((goal["what"], goal["target"], reached, _yes(goal["is_met"]), goal["beside"] or " "))
    if world["squad"]["world"] == "measured":
        rows.append(real_page.goal_row(recordings))
    return table(("Figure", "Goal", "Reached", "Met", "Beside it"), rows)


def _yes(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def _real_runners(real: Plain) -> str:
    rows = []
    for key, by in real["found"].items():
        cells = [by[how]["within"][runs] for how in ("silent", "side", "bound") for runs in ("3", "5")]
        rows.append((_named(key), *(figure(cell, 0) for cell in cells)))
    head = [f"{who}, {runs} runs" for who in ("no pain said", "with pain", "learnt bound") for runs in (3, 5)]
    return table(("Change from one run to the next", *head), rows)


def _named(key: str) -> str:
    kind, _, size = key.split("/")
    return f"{KIND_NAMES[kind]}, {float(size):.1f} pp"


def _by_world(worlds: Mapping[str, Plain], pick: Any, head: tuple[str, str], *, digits: int) -> str:
    """One row a name, one column a world."""
    cells = [pick(one) for one in worlds.values()]
    names = list(dict.fromkeys(name for each in cells for name in each))
    rows = [(name, *(figure(each.get(name), digits) for each in cells)) for name in names]
    return table((head[0], *(f"{head[1]}, {world} world, %" for world in worlds)), rows)


def _false_alarms(worlds: Mapping[str, Plain]) -> str:
    names = next(iter(worlds.values()))["false_episodes"]
    rows = [(LABELS[name], *(figure(one["false_episodes"][name], 2) for one in worlds.values())) for name in names]
    return table(("Detector", *(f"{world} world" for world in worlds)), rows)


def _by_nuisance(worlds: Mapping[str, Plain]) -> str:
    cells = [one["by_nuisance"] for one in worlds.values()]
    rows = []
    for name in dict.fromkeys(name for each in cells for name in each):
        counts = [
            (f"{each[name]['out_of']:.0f}", figure(each[name], 2)) if name in each else ("–", "–") for each in cells
        ]
        rows.append((name, *(cell for pair in counts for cell in pair)))
    head = [name for world in worlds for name in (f"runs, {world}", f"false per 100, {world}")]
    return table(("Nuisance", *head), rows)


def _of_kind(world: Plain, kind: str) -> list[str]:
    return [key for key in world["found"] if key.startswith(f"{kind}/")]


def _found(title: str, worlds: Mapping[str, Plain], kind: str) -> Plain:
    rows = []
    for key in _of_kind(next(iter(worlds.values())), kind):
        row = [f"{_size(key)} pp"]
        for one in worlds.values():
            mine, best = one["found"][key]["silent"], one["found"][key]["bound"]
            delay = mine["median_delay_runs"]
            row += [figure(mine["within"][runs], 0) for runs in ("3", "5")]
            row += [figure(best["within"][runs], 0) for runs in ("3", "5")]
            row += ["> 5" if delay is None else f"{delay:g}"]
        rows.append(tuple(row))
    head = [
        f"{name}, {world}"
        for world in worlds
        for name in ("3 runs, %", "5 runs, %", "bound 3, %", "bound 5, %", "median delay, runs")
    ]
    return {"title": title, "table": table(("Change", *head), rows)}


def _beside(title: str, worlds: Mapping[str, Plain], kind: str) -> Plain:
    rows = []
    for world, one in worlds.items():
        for key in _of_kind(one, kind):
            cells = [figure(one["found"][key][name]["within"]["3"], 0) for name in _BESIDE]
            rows.append((f"{_size(key)} pp, {world}", *cells))
    return {"title": title, "table": table(("Change", *(LABELS[name] for name in _BESIDE)), rows)}


def _size(key: str) -> str:
    return f"{float(key.rsplit('/', 1)[1]):.1f}"


def _said(worlds: Mapping[str, Plain]) -> str:
    rows = []
    for name, label in _SAID.items():
        cells = [one["false_by_telling"][name] for one in worlds.values()]
        rows.append((label, *(text for cell in cells for text in (f"{cell['out_of']:.0f}", figure(cell, 2)))))
    head = [name for world in worlds for name in (f"runs judged, {world}", f"false per 100, {world}")]
    return table(("Said of a healthy run", *head), rows)


def _with_pain(worlds: Mapping[str, Plain]) -> list[Plain]:
    out = []
    for world, one in worlds.items():
        rows = []
        for key, by in one["found"].items():
            cells = [f"{figure(by[how]['within']['3'], 0)}" for how in (*_TOLD, "bound_in_pain")]
            gets = one["squad_gets"]["within"][key]
            rows.append((_named(key), *cells, number(gets["3"], 0), number(gets["5"], 0)))
        head = (*_TOLD.values(), "learnt bound at 3 false per 100", "a squad, 3 runs", "a squad, 5 runs")
        out.append({"world": world, "table": table(("Injury", *head), rows)})
    return out


def _ppv(worlds: Mapping[str, Plain]) -> str:
    keys = next(iter(worlds.values()))["ppv"]
    rows = [
        (_named(key), *(figure(one["ppv"][key][how], 0) for one in worlds.values() for how in ("silent", "side")))
        for key in keys
    ]
    head = [f"{how}, {world}" for world in worlds for how in ("no pain said", "with pain")]
    return table(("Injury", *head), rows)


def _onset(worlds: Mapping[str, Plain]) -> str:
    rows = []
    for world, one in worlds.items():
        for key, mine in one["onset"]["by_injury"].items():
            shares = [figure(mine[name], 0) for name in ("question_same_run_pct", "share_told_pct")]
            errors = [figure(mine[name], 2) for name in ("median_error_min", "p90_error_min", "bias_min")]
            rows.append((f"{_named(key)}, {world}", *shares, *errors))
    head = ("Question same run, %", "Onset told, %", "Median error, min", "90th percentile, min", "Bias (late +), min")
    return table(("Begins within the run", *head), rows)


def _strap(worlds: Mapping[str, Plain]) -> str:
    names = next(iter(worlds.values()))["strap_or_sensor"]
    rows = []
    for name in names:
        cells = [one["strap_or_sensor"][name] for one in worlds.values()]
        rows.append((name, *(text for cell in cells for text in (f"{cell['out_of']:.0f}", figure(cell, 2)))))
    head = [name for world in worlds for name in (f"runs, {world}", f"confirmed, {world}, %")]
    return table(("What changed", *head), rows)


def _short(real: Plain) -> str:
    rows = []
    for each in SHORT:
        one = real["variants"][each.name]
        rows.append(
            (
                each.name,
                str(one["runs"]),
                figure(one["judgeable"]["with_baseline_pct"]),
                figure(one["judgeable"]["all_runs_pct"]),
                figure(one["false_per_100_judged"], 2),
            )
        )
    usual = real["judgeable"]
    false = real["false_episodes"]["judge"]
    shares = (figure(usual["with_baseline_pct"]), figure(usual["all_runs_pct"]))
    rows.append(("runs of about 45 minutes", str(real["squad"]["healthy_runs"]), *shares, figure(false, 2)))
    head = ("Runs", "Judged, of those with a baseline, %", "Judged, of all, %", "False confirmed per 100 judged")
    return table(("Length", *head), rows)


def _patterns(patterns: Plain) -> str:
    names = sorted({name for said in patterns.values() for name in said})
    rows = [(truth, *(figure(said.get(name), 0) for name in names)) for truth, said in sorted(patterns.items())]
    return table(("Truth", *(name or "not said" for name in names)), rows)


def _stated(stated: Plain) -> str:
    rows = [
        (f"{b['low']:g}–{b['high']:g}", str(b["runs"]), number(b["stated"], 3), figure(b["altered_pct"]))
        for b in stated["bins"]
    ]
    return table(("Stated", "Runs", "Mean stated", "Truly altered, %"), rows)
