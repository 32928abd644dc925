"""The plots of the page, as small SVG files that come out the same each time."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

type Plain = dict[str, Any]

LABELS = {
    "judge": "niggle",
    "silent": "niggle, no pain said",
    "side": "niggle, with pain",
    "bound": "learnt bound",
    "zone": "Garmin's red zone",
    "zscore": "z-score, 3 SD",
    "zscore_matched": "z-score, same false alarms",
    "ewma": "EWMA, 3 SD",
    "ewma_matched": "EWMA, same false alarms",
}
_STYLES = {
    "silent": {"color": "#0b5394", "linewidth": 2.4, "marker": "o"},
    "side": {"color": "#0b5394", "linewidth": 1.6, "marker": "s", "linestyle": "--"},
    "bound": {"color": "#38761d", "linewidth": 1.6, "linestyle": "--"},
    "zone": {"color": "#cc0000", "linewidth": 1.2, "marker": "x"},
    "zscore_matched": {"color": "#b45f06", "linewidth": 1.2, "marker": "^"},
    "ewma_matched": {"color": "#674ea7", "linewidth": 1.2, "marker": "v"},
}
_COLORS = {"measured": "#0b5394", "steady": "#b45f06"}


def draw(worlds: Plain, folder: Path) -> list[Path]:
    """Write every plot into the folder, in place of what it had; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    # Text as text and ids from a fixed salt: the same figures give the same bytes.
    settings = {"svg.hashsalt": "niggle", "svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"}
    with mpl.rc_context(settings):
        return [
            _save(_sensitivity(worlds), folder / "sensitivity.svg"),
            _save(_calibration(worlds), folder / "calibration.svg"),
        ]


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    return path


def _sensitivity(worlds: Plain) -> Figure:
    """Share confirmed within three runs, by size, for the two kinds of injury in each world."""
    figure = Figure(figsize=(8.4, 7.6), layout="constrained")
    kinds = (("balance", "balance alone"), ("whole", "whole pattern"))
    for row, (world, data) in enumerate(worlds.items()):
        for column, (kind, title) in enumerate(kinds):
            axes = figure.add_subplot(len(worlds), len(kinds), len(kinds) * row + column + 1)
            keys = [key for key in data["found"] if key.startswith(f"{kind}/")]
            sizes = [float(key.rsplit("/", 1)[1]) for key in keys]
            for name, style in _STYLES.items():
                shares = [data["found"][key][name]["within"]["3"]["value"] for key in keys]
                axes.plot(sizes, shares, label=LABELS[name], markersize=4, **style)
            _interval(axes, sizes, [data["found"][key]["silent"]["within"]["3"] for key in keys])
            axes.set(xlabel="change of balance, percentage points", title=f"{title}, {world} world", ylim=(-3, 103))
            axes.grid(alpha=0.3)
            if column == 0:
                axes.set_ylabel("confirmed within 3 runs, %")
    _legend_below(figure)
    return figure


def _interval(axes: Axes, sizes: list[float], cells: list[Plain]) -> None:
    axes.fill_between(sizes, [c["low"] for c in cells], [c["high"] for c in cells], color="#0b5394", alpha=0.15)


def _legend_below(figure: Figure) -> None:
    entries = {}
    for axes in figure.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            entries.setdefault(label, handle)
    figure.legend(list(entries.values()), list(entries.keys()), loc="outside lower center", ncols=3, fontsize=7)


def _calibration(worlds: Plain) -> Figure:
    """Stated against true: the tenths of z, and the stated probability without and with pain."""
    figure = Figure(figsize=(9.6, 3.6), layout="constrained")
    axes = figure.add_subplot(1, 3, 1)
    for place, (world, data) in enumerate(worlds.items()):
        tenths = [cell["value"] for cell in data["calibration"]["z_tenths_pct"]]
        at = [row + 0.3 + 0.4 * place for row in range(len(tenths))]
        axes.bar(at, [value or 0.0 for value in tenths], width=0.4, color=_COLORS[world], label=f"{world} world")
    axes.axhline(10.0, color="black", linewidth=0.8)
    axes.set(xlabel="tenth of the stated distribution", ylabel="healthy runs, %", title="the balance's z")
    for place, (name, title) in enumerate((("without_pain", "runs without pain"), ("with_pain", "runs with pain"))):
        axes = figure.add_subplot(1, 3, place + 2)
        for world, data in worlds.items():
            _against_truth(axes, data["calibration"][name]["bins"], f"{world} world", _COLORS[world])
        axes.plot([0, 100], [0, 100], color="black", linewidth=0.8)
        axes.set(xlabel="stated probability, %", ylabel="truly altered, %", title=title)
        axes.grid(alpha=0.3)
    _legend_below(figure)
    return figure


def _against_truth(axes: Axes, cells: list[Plain], label: str, color: str) -> None:
    bins = [cell for cell in cells if cell["runs"] and cell["stated"] is not None]
    shares = [cell["altered_pct"] for cell in bins]
    low = [max(0.0, cell["value"] - cell["low"]) for cell in shares]
    high = [max(0.0, cell["high"] - cell["value"]) for cell in shares]
    axes.errorbar(
        [100.0 * cell["stated"] for cell in bins], [cell["value"] for cell in shares], yerr=[low, high], fmt="o-",
        color=color, markersize=4, label=label,
    )  # fmt: skip
