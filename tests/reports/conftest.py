"""Views to draw, the ways in which a run can lack things, and what reads the pages drawn from them."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from niggle.reports.run.view import RunView
from niggle.reports.squad.view import SquadRow, SquadView
from niggle.vocabulary.columns import METRIC_COLUMNS, WINDOW_COLUMNS

MONITOR = ("warms_up", "low_and_stable", "mechanics_unchanged", "resolves_quickly")
CONCERN = (
    "worsens",
    "alters_stride",
    "persists_despite_reduced_training",
    "affects_mood_sleep_confidence",
    "sharp",
    "limping",
)
EVIDENCE: Mapping[str, tuple[str, str]] = {
    "warms_up": ("not_met", "pain 3/10 in the first 10 min, 4/10 at the end"),
    "low_and_stable": ("not_met", "worst 5/10; up to 2 counts as low"),
    "mechanics_unchanged": ("not_met", "the stride changed at minute 23: 1.7 points less on the left"),
    "resolves_quickly": ("unknown", "nobody has said how it was the next morning"),
    "worsens": ("not_met", "from 3/10 to 4/10 during the run; 2 or more counts"),
    "alters_stride": ("met", "left share 48.6 %, usually 50.2 %; pain on the same side"),
    "persists_despite_reduced_training": ("unknown", "training is not reduced so far"),
    "affects_mood_sleep_confidence": ("unknown", "not answered"),
    "sharp": ("not_met", "described as an ache"),
    "limping": ("not_met", "no limp, by your report"),
}
TITLES = {
    "warms_up": "It eases as you get going",
    "low_and_stable": "It is low and stays where it is",
    "mechanics_unchanged": "It does not change how you run",
    "resolves_quickly": "It is gone soon after",
    "worsens": "It grows during the run or after",
    "alters_stride": "It changes your stride",
    "persists_despite_reduced_training": "It stays although you train less",
    "affects_mood_sleep_confidence": "It touches mood, sleep or confidence",
    "sharp": "It is sharp",
    "limping": "You limp",
    "focal_bone_pain": "One spot on a bone hurts to press",
}
REFERENCES = {
    "silbernagel2007": {
        "author": "Silbernagel et al.",
        "year": "2007",
        "title": "Continued sports activity, using a pain-monitoring model, during rehabilitation",
        "address": "https://read.qxmd.com/read/17307888",
    },
    "esculier2018": {
        "author": "Esculier et al.",
        "year": "2018",
        "title": "Is combining gait retraining or an exercise programme with education better?",
        "address": "patellofemoral.trekeducation.org/runners",
    },
}


def windows(minutes: int = 48, onset_min: int | None = 23) -> dict[str, list[float | None]]:
    """Windows of a minute; every ninth has no balance, and one minute is missing altogether."""
    table: dict[str, list[float | None]] = {name: [] for name in WINDOW_COLUMNS}
    for minute in range(minutes):
        if minute == 31:
            continue
        wobble = 0.45 * math.sin(1.7 * minute) + 0.2 * math.sin(0.9 * minute)
        shift = -1.9 if onset_min is not None and minute >= onset_min else 0.0
        row = {
            "start_s": 60.0 * minute,
            "end_s": 60.0 * minute + 60,
            "usable_s": 58.0,
            "speed_mps": 3.1 + 0.1 * math.sin(minute / 3),
            "grade_pct": 3.4 * math.sin(minute / 4),
            "stance_time_balance_left_pct": None if minute % 9 == 5 else 50.2 + wobble + shift,
            "stance_time_ms": 248 + 4 * wobble,
            "cadence_spm": 171 + 2 * wobble,
            "step_length_mm": 1088 + 12 * wobble,
            "vertical_oscillation_mm": 84 + 2 * wobble,
            "vertical_ratio_pct": 7.7 + 0.2 * wobble,
            "duty_factor_pct": 35.3 + 0.5 * wobble,
            "flight_time_ms": 103 + 3 * wobble,
        }
        for name, value in row.items():
            table[name].append(value)
    return table


def criteria() -> list[dict[str, Any]]:
    """The ten criteria in their order, as in contract 3."""
    return [
        {
            "id": name,
            "group": "monitor" if name in MONITOR else "concern",
            "status": EVIDENCE[name][0],
            "evidence": EVIDENCE[name][1],
            "references": ["silbernagel2007", "esculier2018"][: 1 + index % 2] if index < 6 else [],
        }
        for index, name in enumerate((*MONITOR, *CONCERN))
    ]


def _metric(name: str, value: float, expected: float, unit: str, z: float) -> dict[str, Any]:
    difference = value - expected if unit == "pp" else 100 * (value / expected - 1)
    return {
        "name": name,
        "value": value,
        "expected": expected,
        "difference": difference,
        "z": z,
        "unit": unit,
        "is_altered": abs(z) > 2.5,
    }


def _altered_run() -> dict[str, Any]:
    return {
        "run_id": "4f1c09aa77de",
        "athlete_id": "ada",
        "started_at": "2026-03-02T06:31:05Z",
        "distance_m": 8912.0,
        "moving_time_s": 2880.0,
        "source": "folder",
        "status": "concern",
        "provisional": False,
        "summary": "Your stride changed at minute 23 and the left Achilles hurt: 1.7 points less time on that foot"
        " than is usual for you.",
        "stride": {
            "verdict": "altered",
            "reason": None,
            "onset_s": 1380.0,
            "side": "left",
            "metrics": [
                _metric("stance_time_balance_left_pct", 48.5, 50.2, "pp", -4.1),
                _metric("stance_time_ms", 249.0, 247.0, "%", 0.6),
                _metric("cadence_spm", 171.0, 171.4, "%", -0.2),
                _metric("step_length_mm", 1088.0, 1085.0, "%", 0.3),
            ],
        },
        "criteria": criteria(),
        "questions": ["How was it the next morning (0–10)?", "Did it touch mood, sleep or confidence?"],
        "pain": {
            "site": "achilles",
            "side": "left",
            "before": 1,
            "first": 3,
            "peak": 5,
            "end": 4,
            "next_morning": None,
        },
        "load": {
            "longest_30d_m": 12000.0,
            "distance_over_longest_pct": -25.7,
            "minutes_7d": 181.0,
            "is_reduced": False,
        },
    }


def altered_view() -> RunView:
    """A run with everything there."""
    table = windows()
    return RunView(
        run=_altered_run(),
        athlete_name="Ada",
        local_start=datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC).astimezone(ZoneInfo("Europe/London")),
        windows=table,
        is_eligible=[
            start is not None and start >= 540 and grade is not None and abs(grade) <= 3
            for start, grade in zip(table["start_s"], table["grade_pct"], strict=True)
        ],
        bands={
            "stance_time_balance_left_pct": (49.35, 51.05),
            "stance_time_ms": (238.0, 257.0),
            "cadence_spm": (167.5, 175.5),
            "step_length_mm": (1040.0, 1130.0),
        },
        choices=(
            "Slower: easy pace, where it stays at 2 or below.",
            "Shorter: half of today's minutes, on flat ground.",
            "Have someone who works with runners look at it this week.",
        ),
        look_again="tomorrow morning, then on your next run.",
        explanations=(
            "A strap that sat differently looks the same.",
            "New shoes, or a road that slopes to one side.",
        ),
        titles=TITLES,
        references=REFERENCES,
        provenance={
            "raw_file": "sha256 9b1f0c77…",
            "metrics_version": "1",
            "rules_version": "1",
            "sensor": "garmin:hrm_pro:3f2a91",
        },
    )


def change_run(view: RunView, **changes: Any) -> RunView:
    """`view` with other values in its contract-3 object; `stride` is merged, the rest replaced."""
    run = dict(view.run)
    if "stride" in changes:
        changes["stride"] = {**run["stride"], **changes["stride"]}
    return replace(view, run={**run, **changes})


def without_balance(view: RunView) -> RunView:
    """Seen by a wrist watch: no balance, no verdict."""
    table = {**view.windows, "stance_time_balance_left_pct": [None] * len(view.windows["start_s"])}
    view = replace(view, windows=table, bands={"cadence_spm": (167.5, 175.5)}, choices=(), look_again="")
    return change_run(
        view,
        status="check_in",
        provisional=True,
        summary="Your cadence is not the usual one today. Did anything hurt?",
        pain=None,
        stride={
            "verdict": "insufficient_data",
            "reason": "no sensor that tells left from right",
            "onset_s": None,
            "side": None,
            "metrics": [],
        },
    )


def without_windows(view: RunView) -> RunView:
    """A watch that recorded distance alone, a runner who said nothing, and no history."""
    empty: dict[str, list[float | None]] = {name: [] for name in WINDOW_COLUMNS}
    view = replace(view, windows=empty, is_eligible=[], bands={}, choices=(), look_again="", explanations=())
    return change_run(
        view,
        status="clear",
        provisional=True,
        summary="Nothing to go on so far.",
        distance_m=None,
        moving_time_s=None,
        pain=None,
        questions=["Did anything hurt?"],
        load={
            "longest_30d_m": None,
            "distance_over_longest_pct": None,
            "minutes_7d": None,
            "is_reduced": None,
        },
        stride={
            "verdict": "insufficient_data",
            "reason": "no cadence or contact time in the file",
            "onset_s": None,
            "side": None,
            "metrics": [],
        },
        criteria=[{**row, "status": "unknown", "evidence": "not answered", "references": []} for row in criteria()],
    )


def red_flag(view: RunView) -> RunView:
    """An answer that ought to go to a clinician."""
    flag = {
        "id": "focal_bone_pain",
        "group": "red_flag",
        "status": "met",
        "evidence": "one spot on the bone hurts, and it hurts at night",
        "references": ["silbernagel2007"],
    }
    return change_run(
        view,
        status="red_flag",
        summary="Pain on one spot of the shin, at night too: have it looked at before the next run.",
        criteria=[*criteria(), flag],
    )


def usual(view: RunView) -> RunView:
    """No pain, the stride as usual."""
    view = replace(view, windows=windows(onset_min=None), explanations=(), choices=("Carry on as planned.",))
    metrics = [{**metric, "z": 0.3, "is_altered": False} for metric in view.run["stride"]["metrics"]]
    return change_run(
        view,
        status="clear",
        summary="No pain, and the stride as usual.",
        questions=[],
        stride={"verdict": "usual", "onset_s": None, "side": None, "metrics": metrics},
        pain={
            "site": None,
            "side": None,
            "before": 0,
            "first": 0,
            "peak": 0,
            "end": 0,
            "next_morning": None,
        },
    )


VARIANTS: Mapping[str, Callable[[RunView], RunView]] = {
    "altered": lambda view: view,
    "usual": usual,
    "without_balance": without_balance,
    "without_windows": without_windows,
    "red_flag": red_flag,
}


@pytest.fixture
def run_view() -> RunView:
    """A run with everything there."""
    return altered_view()


@pytest.fixture(params=VARIANTS)
def any_run_view(request: pytest.FixtureRequest) -> RunView:
    """Each way in which a run may be."""
    return VARIANTS[request.param](altered_view())


@pytest.fixture
def variant() -> Callable[[str], RunView]:
    """The run view of a name: altered, usual, without_balance, without_windows, red_flag."""
    return lambda name: VARIANTS[name](altered_view())


@pytest.fixture
def squad_view() -> SquadView:
    """Eight athletes out of order, one without runs, one who shares nothing, one who shares the status."""
    return squad()


def squad() -> SquadView:
    """Eight athletes out of order, one without runs, one who shares nothing, one who shares the status."""
    return SquadView(
        name="track-club",
        as_of=date(2026, 3, 2),
        rows=(
            SquadRow(athlete_id="new", name="Noor"),
            SquadRow(
                athlete_id="cy",
                name="Cy",
                status="clear",
                provisional=True,
                since=date(2026, 2, 20),
                last_run=date(2026, 3, 1),
                run_id="c1",
            ),
            SquadRow(athlete_id="bo", name="Bo", shares="none", status="concern", grounds=("night_pain",)),
            SquadRow(
                athlete_id="ada",
                name="Ada",
                status="concern",
                grounds=("alters_stride", "limping"),
                since=date(2026, 2, 27),
                last_run=date(2026, 3, 2),
                last_report=date(2026, 3, 2),
                run_id="4f1c09aa77de",
            ),
            SquadRow(
                athlete_id="eve",
                name="Eve",
                status="red_flag",
                grounds=("night_pain",),
                since=date(2026, 3, 2),
                last_run=date(2026, 3, 2),
                last_report=date(2026, 3, 2),
                run_id="e1",
            ),
            SquadRow(
                athlete_id="di",
                name="Di",
                status="check_in",
                since=date(2026, 3, 1),
                last_run=date(2026, 3, 1),
                run_id="d1",
            ),
            SquadRow(
                athlete_id="flo",
                name="Flo",
                status="monitor",
                grounds=("night_pain",),
                since=date(2026, 2, 25),
                last_run=date(2026, 2, 28),
                last_report=date(2026, 2, 28),
                run_id="f1",
                shares="status",
            ),
            SquadRow(
                athlete_id="gus",
                name="Gus",
                status="adapt",
                grounds=("resolves_quickly",),
                since=date(2026, 2, 28),
                last_run=date(2026, 3, 1),
                last_report=date(2026, 3, 1),
                run_id="g1",
            ),
        ),
    )


_INLINE = {"a", "strong", "span", "cite", "time", "code", "text"}
_VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Elements in order as (tag, attributes, text within); raises when one is closed that is not open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text: list[str] = []
        self.elements.append((tag, dict(attrs), text))
        if tag not in _VOID:
            self._open.append((tag, text))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        name, _ = self._open.pop()
        assert name == tag, f"</{tag}> closes <{name}>"
        if tag not in _INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for _, text in self._open:
            text.append(data)

    def all(self, tag: str) -> Iterator[tuple[dict[str, str | None], str]]:
        for name, attributes, text in self.elements:
            if name == tag:
                yield attributes, " ".join("".join(text).split())

    def texts(self, tag: str) -> list[str]:
        return [text for _, text in self.all(tag)]

    def headings(self) -> list[int]:
        return [int(name[1]) for name, _, _ in self.elements if name in ("h1", "h2", "h3", "h4")]

    @property
    def visible(self) -> str:
        """All text of the body."""
        (text,) = self.texts("body")
        return text


@pytest.fixture
def parse() -> Callable[[str], Page]:
    """The elements of a page, which has to be well formed."""
    return Page


assert set(METRIC_COLUMNS) <= set(WINDOW_COLUMNS)
