"""The pages as a reader and a screen reader meet them: structure, words, escaping, what is missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from niggle.reports.athlete.page import athlete_page
from niggle.reports.athlete.view import AthleteView, RunLine
from niggle.reports.index.page import index_page
from niggle.reports.index.view import IndexEntry, IndexView
from niggle.reports.run.page import run_page
from niggle.reports.run.view import RunView
from niggle.reports.squad.page import squad_page
from niggle.reports.squad.view import SquadView

HOSTILE = "<script>alert('x')</script>\"&"
MAX_BYTES = 60_000

type Parse = Callable[[str], Any]


def _athlete(count: int = 3, name: str = "Ada") -> AthleteView:
    start = datetime(2026, 1, 30, 7, 5, tzinfo=UTC)
    runs = [
        RunLine(
            run_id=f"r{index}",
            local_start=start + timedelta(days=index),
            distance_m=8000.0 + index if index else None,
            moving_time_s=3900.0,
            status="clear",
            provisional=index == 1,
            summary=f"run number {index}",
        )
        for index in range(count)
    ]
    return AthleteView(athlete_id="ada", name=name, runs=runs, squad="track-club")


def _every_page(run_view: RunView, squad_view: SquadView) -> list[str]:
    entries = (
        IndexEntry(athlete_id="ada", name="Ada", squads=("track-club",), status="monitor"),
        IndexEntry(athlete_id="new", name="Noor"),
    )
    return [
        run_page(run_view),
        squad_page(squad_view),
        athlete_page(_athlete()),
        index_page(IndexView(athletes=entries)),
    ]


def test_everything_from_outside_is_escaped(parse: Parse, run_view: RunView, squad_view: SquadView) -> None:
    run = {
        **run_view.run,
        "run_id": HOSTILE,
        "athlete_id": HOSTILE,
        "summary": HOSTILE,
        "source": HOSTILE,
        "questions": [HOSTILE],
        "stride": {**run_view.run["stride"], "reason": HOSTILE},
        "pain": {**run_view.run["pain"], "site": HOSTILE},
        "criteria": [{**row, "evidence": HOSTILE, "references": [HOSTILE]} for row in run_view.run["criteria"]],
    }
    view = replace(
        run_view,
        run=run,
        athlete_name=HOSTILE,
        choices=[HOSTILE],
        look_again=HOSTILE,
        explanations=[HOSTILE],
        titles=dict.fromkeys(run_view.titles, HOSTILE),
        references={HOSTILE: dict.fromkeys(("author", "year", "title", "address"), HOSTILE)},
        provenance={HOSTILE: HOSTILE},
    )
    rows = [replace(row, name=HOSTILE, run_id=HOSTILE, athlete_id=HOSTILE) for row in squad_view.rows]
    pages = [
        run_page(view),
        squad_page(SquadView(name=HOSTILE, as_of=squad_view.as_of, rows=rows)),
        squad_page(SquadView(name=HOSTILE, as_of=squad_view.as_of, rows=())),
        athlete_page(_athlete(name=HOSTILE)),
        athlete_page(AthleteView(athlete_id=HOSTILE, name=HOSTILE, runs=(), squad=HOSTILE)),
        index_page(IndexView(athletes=[IndexEntry(athlete_id=HOSTILE, name=HOSTILE, squads=(HOSTILE,))])),
    ]

    for html in pages:
        assert HOSTILE in "".join(parse(html).visible)
        assert "<script" not in html
        assert not any(name.startswith("on") for _, a, _ in parse(html).elements for name in a)


def test_no_page_needs_anything_from_outside(parse: Parse, run_view: RunView, squad_view: SquadView) -> None:
    for html in _every_page(run_view, squad_view):
        page = parse(html)
        loading = [a for tag in ("link", "img", "script", "iframe", "object") for a, _ in page.all(tag)]

        assert [a["href"] for a in loading] == ["data:,"]
        assert "url(" not in html
        assert "@import" not in html
        assert not any("style" in a for _, a, _ in page.elements)


def test_pages_are_deterministic_and_small(any_run_view: RunView, squad_view: SquadView) -> None:
    first, second = (_every_page(any_run_view, squad_view) for _ in range(2))

    assert first == second
    assert max(len(html.encode()) for html in first) < MAX_BYTES


def test_words_of_the_pages_keep_the_tone(parse: Parse, any_run_view: RunView, squad_view: SquadView) -> None:
    for html in _every_page(any_run_view, squad_view):
        text = parse(html).visible.lower()

        assert not any(word in text for word in ("injur", "just rest", "diagnos", "no pain no gain", "push through"))
