"""The plots of the page, as small SVG files that come out the same each time."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

type Plain = dict[str, Any]

LABELS = {
    "judge": "niggle",
    "c2": "rule C2 as written",
    "oracle_balance": "oracle, balance alone",
    "oracle_whole": "oracle, whole pattern",
    "zone": "Garmin's red zone",
    "zscore": "z-score, 3 SD",
    "zscore_matched": "z-score, same false alarms",
    "ewma": "EWMA, 3 SD",
    "ewma_matched": "EWMA, same false alarms",
}
_STYLES = {
    "judge": {"color": "#0b5394", "linewidth": 2.4, "marker": "o"},
    "c2": {"color": "#6fa8dc", "linewidth": 1.6, "marker": "s"},
    "oracle_balance": {"color": "#38761d", "linewidth": 1.6, "linestyle": "--"},
    "oracle_whole": {"color": "#38761d", "linewidth": 1.6, "linestyle": ":"},
    "zone": {"color": "#cc0000", "linewidth": 1.2, "marker": "x"},
    "zscore_matched": {"color": "#b45f06", "linewidth": 1.2, "marker": "^"},
    "ewma_matched": {"color": "#674ea7", "linewidth": 1.2, "marker": "v"},
}
_COLORS = {"zscore": "#b45f06", "ewma": "#674ea7"}
_POINTS = {"judge": "o", "c2": "s", "zscore": "^", "ewma": "v"}


def draw(data: Plain, folder: Path) -> list[Path]:
    """Write every plot into the folder; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    # Text as text and ids from a fixed salt: the same figures give the same bytes.
    settings = {"svg.hashsalt": "niggle", "svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"}
    with mpl.rc_context(settings):
        return [
            _save(_sensitivity(data), folder / "sensitivity.svg"),
            _save(_price(data), folder / "price.svg"),
            _save(_calibration(data), folder / "calibration.svg"),
        ]


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    return path


def _sensitivity(data: Plain) -> Figure:
    """Share confirmed within three runs, by size, for the two kinds of injury."""
    figure = Figure(figsize=(8.4, 4.2), layout="constrained")
    for place, (kind, title) in enumerate((("balance", "balance only"), ("whole", "whole pattern"))):
        axes = figure.add_subplot(1, 2, place + 1)
        keys = [key for key in data["sensitivity"] if key.startswith(f"{kind}/step/")]
        sizes = [float(key.rsplit("/", 1)[1]) for key in keys]
        for name, style in _STYLES.items():
            cells = [data["sensitivity"][key].get(name) for key in keys]
            if all(cells):
                shares = [cell["within"]["3"]["value"] for cell in cells]
                axes.plot(sizes, shares, label=LABELS[name], markersize=4, **style)
        _interval(axes, sizes, [data["sensitivity"][key]["judge"]["within"]["3"] for key in keys])
        axes.set(xlabel="change of balance, percentage points", title=title, ylim=(-3, 103))
        axes.grid(alpha=0.3)
        if place == 0:
            axes.set_ylabel("confirmed within 3 runs, %")
    _legend_below(figure)
    return figure


def _interval(axes: Axes, sizes: list[float], cells: list[Plain]) -> None:
    axes.fill_between(sizes, [c["low"] for c in cells], [c["high"] for c in cells], color="#0b5394", alpha=0.15)


def _price(data: Plain) -> Figure:
    """What each detector finds of 1 pp against what it costs in false episodes."""
    figure = Figure(figsize=(8.4, 4.2), layout="constrained")
    for place, (key, title) in enumerate(
        (("balance/step/1", "balance only, 1 pp"), ("whole/step/1", "whole pattern, 1 pp"))
    ):
        axes = figure.add_subplot(1, 2, place + 1)
        for name, points in data["trade"][key].items():
            color, style = _STYLES.get(name, {}).get("color", _COLORS.get(name)), "--" if "oracle" in name else "-"
            axes.plot(
                *zip(*points, strict=True),
                color=color,
                linestyle=style,
                linewidth=1.2,
                label=LABELS[name].split(",")[0],
            )
        for name, marker in _POINTS.items():
            rate, cell = data["false_episodes"][name]["value"], data["sensitivity"][key][name]
            color = _STYLES.get(name, {}).get("color", _COLORS.get(name))
            axes.scatter(
                [rate],
                [cell["within"]["3"]["value"]],
                color=color,
                marker=marker,
                zorder=3,
                label=f"{LABELS[name]}, as is",
            )
        axes.axvline(0.3, color="black", linewidth=0.6, linestyle=":")
        axes.set(xlabel="false episodes per 100 healthy runs", title=title, ylim=(-3, 103), xlim=(0.0, 3.0))
        axes.grid(alpha=0.3)
        if place == 0:
            axes.set_ylabel("confirmed within 3 runs, %")
    _legend_below(figure)
    return figure


def _legend_below(figure: Figure) -> None:
    entries = {}
    for axes in figure.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            entries.setdefault(label, handle)
    figure.legend(list(entries.values()), list(entries.keys()), loc="outside lower center", ncols=4, fontsize=7)


def _calibration(data: Plain) -> Figure:
    """Stated against true: the tenths of z, and the stated probability where there is one."""
    figure = Figure(figsize=(8.0, 3.2), layout="constrained")
    axes = figure.add_subplot(1, 2, 1)
    tenths = [cell["value"] for cell in data["calibration"]["z_tenths_pct"]]
    axes.bar([row + 0.5 for row in range(len(tenths))], tenths, width=0.9, color="#6fa8dc")
    axes.axhline(10.0, color="black", linewidth=0.8)
    axes.set(xlabel="tenth of the stated distribution", ylabel="healthy runs, %", title="the balance's z")
    stated = data["calibration"]["stated"]
    if stated is not None:
        right = figure.add_subplot(1, 2, 2)
        bins = [cell for cell in stated["bins"] if cell["runs"] and cell["stated"] is not None]
        shares = [cell["altered_pct"] for cell in bins]
        low = [max(0.0, cell["value"] - cell["low"]) for cell in shares]
        high = [max(0.0, cell["high"] - cell["value"]) for cell in shares]
        right.errorbar(
            [100.0 * cell["stated"] for cell in bins], [cell["value"] for cell in shares], yerr=[low, high], fmt="o-",
            color="#0b5394", markersize=4,
        )  # fmt: skip
        right.plot([0, 100], [0, 100], color="black", linewidth=0.8)
        right.set(xlabel="stated probability, %", ylabel="truly altered, %", title="how sure it says it is")
        right.grid(alpha=0.3)
    return figure
