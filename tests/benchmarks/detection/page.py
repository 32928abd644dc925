"""The page `docs/detection.md`: the tables, put into `page.md.j2`."""

from pathlib import Path
from typing import Any

import jinja2

from tests.benchmarks.detection import real_page
from tests.benchmarks.detection.markdown import figure, number, table
from tests.benchmarks.detection.plots import LABELS

type Plain = dict[str, Any]

_TEMPLATE = Path(__file__).with_name("page.md.j2")
_DETECTORS = ("judge", "c2", "oracle_balance", "oracle_whole")
_COLUMNS = (*_DETECTORS, "zone", "zscore", "zscore_matched", "ewma", "ewma_matched")
_FAMILIES = (
    ("balance", "step", "Balance only, there from its first run"),
    ("whole", "step", "Whole pattern, there from its first run"),
    ("balance", "ramp", "Balance only, growing over four runs"),
    ("whole", "ramp", "Whole pattern, growing over four runs"),
)
_KINDS = {"balance": "balance only", "whole": "whole pattern"}


def write(data: Plain) -> str:
    """The whole page."""
    main = data["main"]
    # Markdown, not HTML: nothing to escape.
    environment = jinja2.Environment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        main=main,
        squad=main["squad"],
        figure=figure,
        number=number,
        goals=_goals(data),
        missed=sum(not goal["is_met"] for goal in main["goals"]),
        false_alarms=_false_alarms(main),
        by_nuisance=_by_nuisance(main),
        sensitivity=_sensitivity(main["sensitivity"]),
        ppv=table(
            ("Injury", "Share of confirmed episodes, %"),
            [(_named(key), figure(cell, 0)) for key, cell in main["ppv"].items()],
        ),
        onset=_onset(main["onset"]),
        strap=table(
            ("What changed", "Runs", "Confirmed, %"),
            [(name, f"{cell['out_of']:.0f}", figure(cell, 2)) for name, cell in main["strap_or_sensor"].items()],
        ),
        patterns=_patterns(main["patterns"]),
        why_not=table(
            ("Reason", "Runs, %"), [(name, figure(cell, 2)) for name, cell in main["judgeable"]["why_not_pct"].items()]
        ),
        as_they_come=_as_they_come(main["sensitivity"]),
        stated=_stated(main["calibration"]["stated"]),
        months=_months(main),
        others=[_other(other) for other in data["others"]],
        recordings=real_page.write(data["recordings"]),
    )


def _goals(data: Plain) -> str:
    rows = []
    for goal in data["main"]["goals"]:
        reached = f"{figure(goal['reached'], 2)} {goal['unit']}".strip()
        rows.append((goal["what"], goal["target"], reached, _yes(goal["is_met"]), goal["beside"] or " "))
    rows.append(real_page.goal_row(data["recordings"]))
    return table(("Figure", "Goal", "Reached", "Met", "Beside it"), rows)


def _yes(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def _false_alarms(main: Plain) -> str:
    customary = {name: cell for name, cell in main["false_episodes"].items() if not name.endswith("_matched")}
    rows = [(LABELS[name], figure(cell, 2)) for name, cell in customary.items()]
    return table(("Detector", "False episodes per 100 healthy runs"), rows)


def _by_nuisance(main: Plain) -> str:
    by = main["by_nuisance"]
    rows = [
        (name, f"{cell['out_of']:.0f}", figure(cell, 2), figure(by["c2"][name], 2))
        for name, cell in by["judge"].items()
    ]
    return table(("Nuisance", "Runs judged", LABELS["judge"], LABELS["c2"]), rows)


def _sensitivity(cells: Plain) -> list[Plain]:
    parts = []
    for kind, how, title in _FAMILIES:
        keys = [key for key in cells if key.startswith(f"{kind}/{how}/")]
        if keys:
            parts.append({"title": title, "own": _own(cells, keys), "others": _beside(cells, keys)})
    return parts


def _own(cells: Plain, keys: list[str]) -> str:
    rows = []
    for key in keys:
        mine = cells[key]["judge"]
        within = [figure(mine["within"].get(str(runs))) for runs in (1, 3, 6)]
        delay = "> 6" if mine["median_delay_runs"] is None else f"{mine['median_delay_runs']:g}"
        rows.append((f"{_size(key)} pp", *within, delay, str(mine["alarm_already_stood"])))
    head = ("Change", "1 run, %", "3 runs, %", "6 runs, %", "Median delay, runs", "Left out: alarm stood")
    return table(head, rows)


def _beside(cells: Plain, keys: list[str]) -> str:
    names = [name for name in _COLUMNS if name in cells[keys[0]]]
    rows = [(f"{_size(key)} pp", *(figure(cells[key][name]["within"]["3"], 0) for name in names)) for key in keys]
    return table(("Change", *(LABELS[name] for name in names)), rows)


def _size(key: str) -> str:
    return key.rsplit("/", 1)[1]


def _named(key: str) -> str:
    return f"{_KINDS[key.split('/')[0]]}, {_size(key)} pp"


def _as_they_come(cells: Plain) -> list[Plain]:
    cases = []
    for key in cells:
        ordinary = cells.get(key.replace("/any/", "/step/"))
        if "/any/" in key and ordinary is not None:
            shares = [figure(cell["judge"]["within"]["3"]) for cell in (cells[key], ordinary)]
            cases.append(
                {"named": f"{_KINDS[key.split('/')[0]]} of {_size(key)} pp", "any": shares[0], "ordinary": shares[1]}
            )
    return cases


def _onset(onset: Plain) -> str:
    rows = []
    for key, by in onset["by_injury"].items():
        mine, c2 = by["judge"], by["c2"]
        shares = [figure(mine[name], 0) for name in ("question_same_run_pct", "share_told_pct")]
        errors = [figure(mine[name], 2) for name in ("median_error_min", "p90_error_min", "bias_min")]
        rows.append((_named(key), *shares, *errors, figure(c2["share_told_pct"], 0), figure(c2["median_error_min"], 2)))
    own = ("Question same run, %", "Onset told, %", "Median error, min", "90th percentile, min", "Bias (late +), min")
    return table(("Begins within the run", *own, "C2: told, %", "C2: error, min"), rows)


def _patterns(patterns: Plain) -> str | None:
    names = sorted({name for said in patterns.values() for name in said})
    if not any(names):
        return None
    rows = [(truth, *(figure(said[name], 0) for name in names)) for truth, said in sorted(patterns.items())]
    return table(("Truth", *(name or "not said" for name in names)), rows)


def _stated(stated: Plain | None) -> str | None:
    if stated is None:
        return None
    rows = [
        (f"{b['low']:g}–{b['high']:g}", str(b["runs"]), number(b["stated"], 3), figure(b["altered_pct"]))
        for b in stated["bins"]
    ]
    return table(("Stated", "Runs", "Mean stated", "Truly altered, %"), rows)


def _months(main: Plain) -> str:
    months = main["questions"]["per_runner_and_month"]
    rows = [
        (LABELS[name], figure(cells["confirmed"], 2), figure(cells["any_question"], 2))
        for name, cells in months.items()
    ]
    return table(("Detector", "Confirmed", "Confirmed or a question"), rows)


def _other(other: Plain) -> Plain:
    rows = []
    for key, cells in other["sensitivity"].items():
        shares = [cells.get(name, {}).get("within", {}).get("3") for name in _DETECTORS]
        rows.append((_named(key), *(figure(share, 0) for share in shares)))
    return {
        "name": other["squad"]["name"],
        "runners": other["squad"]["runners"],
        "false_judge": figure(other["false_episodes"]["judge"], 2),
        "false_c2": figure(other["false_episodes"]["c2"], 2),
        "table": table(("Change", *(LABELS[name] for name in _DETECTORS)), rows),
    }
