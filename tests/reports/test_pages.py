"""The pages as a reader and a screen reader meet them: structure, words, escaping, what is missing."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from jinja2 import UndefinedError

from niggle.columns import WINDOW_COLUMNS
from niggle.reports.athlete.page import athlete_page
from niggle.reports.athlete.view import AthleteView, RunLine
from niggle.reports.index.page import index_page
from niggle.reports.index.view import IndexEntry, IndexView
from niggle.reports.run.page import run_page
from niggle.reports.run.view import RunView
from niggle.reports.squad.page import squad_page
from niggle.reports.squad.view import SquadRow, SquadView

HOSTILE = "<script>alert('x')</script>\"&"
MAX_BYTES = 60_000
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
        IndexEntry(athlete_id="ada", name="Ada", squad="track-club", status="monitor"),
        IndexEntry(athlete_id="new", name="Noor"),
    )
    return [
        run_page(run_view),
        squad_page(squad_view),
        athlete_page(_athlete()),
        index_page(IndexView(athletes=entries)),
    ]


def test_run_page_is_well_formed_with_headings_in_order(any_run_view: RunView) -> None:
    headings = Page(run_page(any_run_view)).headings()

    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


def test_every_criterion_has_its_row_with_status_title_and_evidence(any_run_view: RunView) -> None:
    rows = {a["id"]: (a, text) for a, text in Page(run_page(any_run_view)).all("li") if "data-status" in a}

    assert list(rows) == [criterion["id"] for criterion in any_run_view.run["criteria"]]
    for criterion in any_run_view.run["criteria"]:
        attributes, text = rows[criterion["id"]]
        assert attributes["data-status"] == criterion["status"]
        assert any_run_view.titles[criterion["id"]] in text
        assert criterion["evidence"] in text
        assert {"met": "yes", "not_met": "no", "unknown": "not known"}[criterion["status"]] in text


def test_sources_are_listed_once_and_every_citation_leads_to_one(run_view: RunView) -> None:
    page = Page(run_page(run_view))
    identifiers = [a["id"] for _, a, _ in page.elements if "id" in a]
    citations = [a["href"] for a, _ in page.all("a") if (a["href"] or "").startswith("#")]

    assert len(identifiers) == len(set(identifiers))
    assert identifiers.count("ref-silbernagel2007") == identifiers.count("ref-esculier2018") == 1
    assert citations
    assert {(link or "")[1:] for link in citations} <= set(identifiers)


def test_a_source_without_reference_is_named_by_its_key(run_view: RunView) -> None:
    assert "silbernagel2007" in Page(run_page(replace(run_view, references={}))).visible


def test_a_source_without_author_is_named_by_its_title(run_view: RunView) -> None:
    references = {"silbernagel2007": {"title": "Pain-monitoring model and traffic lights as clinicians teach them"}}
    page = Page(run_page(replace(run_view, references=references)))

    assert "Pain-monitoring model and traffic…" in page.texts("a")
    assert page.texts("ol")[-1].count("Pain-monitoring model and traffic") == 1


def test_only_web_addresses_become_links(run_view: RunView) -> None:
    reference = {"author": "A", "year": "2000", "title": "T", "address": "javascript:alert(1)"}
    page = Page(run_page(replace(run_view, references={"silbernagel2007": reference})))

    assert all(not (a["href"] or "").startswith("javascript") for a, _ in page.all("a"))


def test_run_page_tells_status_sentence_choices_and_questions(run_view: RunView) -> None:
    text = Page(run_page(run_view)).visible

    assert "Concern" in text
    assert run_view.run["summary"] in text
    assert all(choice in text for choice in run_view.choices)
    assert all(question in text for question in run_view.run["questions"])
    assert all(explanation in text for explanation in run_view.explanations)
    assert "Monday 2 March 2026" in text
    assert "Next morning not reported" in text
    assert text.count("Not medical advice") == 1


def test_provisional_clear_says_what_is_open_and_shows_no_tick(variant: Callable[[str], RunView]) -> None:
    html = run_page(variant("without_windows"))
    lead = html[html.index('<div class="lead') : html.index('<div class="columns')]

    assert "Provisional</strong>: nobody has said how it felt, and the stride could not be judged" in lead
    assert "#i-clear" not in lead


def test_without_windows_there_is_no_chart_and_the_page_says_so(variant: Callable[[str], RunView]) -> None:
    page = Page(run_page(variant("without_windows")))

    assert not [a for a, _ in page.all("svg") if a.get("class") == "chart"]
    assert "No left–right balance was measured" in page.visible
    assert "Nothing else of the stride was measured either." in page.visible
    assert "No cadence or contact time in the file." in page.visible
    assert "distance not known" in page.visible
    assert "Nobody has said how this run felt" in page.visible


def test_without_balance_the_other_metrics_are_drawn(variant: Callable[[str], RunView]) -> None:
    page = Page(run_page(variant("without_balance")))
    charts = [a["aria-labelledby"] for a, _ in page.all("svg") if a.get("class") == "chart"]

    assert "No left–right balance was measured" in page.visible
    assert not any("balance" in (chart or "") for chart in charts)
    assert any("cadence_spm" in (chart or "") for chart in charts)


def test_a_report_without_any_answer_is_no_report(run_view: RunView) -> None:
    run = {**run_view.run, "pain": dict.fromkeys(run_view.run["pain"]), "provisional": True}
    text = Page(run_page(replace(run_view, run=run))).visible

    assert "Nobody has said how this run felt" in text
    assert "Provisional: nobody has said how it felt." in text


def test_balance_without_a_band_says_so(run_view: RunView) -> None:
    assert "no expected band for this run yet" in Page(run_page(replace(run_view, bands={}))).visible


def test_missing_load_and_no_windows_mapping_are_said(run_view: RunView) -> None:
    view = replace(run_view, run={**run_view.run, "load": None}, windows={}, is_eligible=())
    text = Page(run_page(view)).visible

    assert "The training around this run is not known." in text
    assert "No left–right balance was measured" in text


def test_a_metric_without_baseline_has_no_made_up_numbers(run_view: RunView) -> None:
    metric = {**run_view.run["stride"]["metrics"][0], "expected": None, "difference": None, "z": None}
    stride = {**run_view.run["stride"], "metrics": [metric]}
    rows = Page(run_page(replace(run_view, run={**run_view.run, "stride": stride}))).texts("tr")

    assert rows[-1] == "Left–right balance unusual 48.5 % left no value – –"


def test_zero_is_data(variant: Callable[[str], RunView]) -> None:
    text = Page(run_page(variant("usual"))).visible

    assert "No pain" in text
    assert "Worst 0/10" in text


def test_pain_below_site_unknown_is_not_called_no_pain(run_view: RunView) -> None:
    pain = {**run_view.run["pain"], "site": None, "side": None}
    text = Page(run_page(replace(run_view, run={**run_view.run, "pain": pain}))).visible

    assert "Place not given" in text
    assert "No pain" not in text


def test_a_key_missing_from_the_run_is_an_error_not_a_blank(run_view: RunView) -> None:
    with pytest.raises((KeyError, UndefinedError)):
        run_page(replace(run_view, run={key: value for key, value in run_view.run.items() if key != "summary"}))


def test_everything_from_outside_is_escaped(run_view: RunView, squad_view: SquadView) -> None:
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
    rows = [replace(row, name=HOSTILE, reason=HOSTILE, athlete_id=HOSTILE) for row in squad_view.rows]
    pages = [
        run_page(view),
        squad_page(SquadView(name=HOSTILE, as_of=squad_view.as_of, rows=rows)),
        squad_page(SquadView(name=HOSTILE, as_of=squad_view.as_of, rows=())),
        athlete_page(_athlete(name=HOSTILE)),
        athlete_page(AthleteView(athlete_id=HOSTILE, name=HOSTILE, runs=(), squad=HOSTILE)),
        index_page(IndexView(athletes=[IndexEntry(athlete_id=HOSTILE, name=HOSTILE, squad=HOSTILE)])),
    ]

    for html in pages:
        assert HOSTILE in "".join(Page(html).visible)
        assert "<script" not in html
        assert not any(name.startswith("on") for _, a, _ in Page(html).elements for name in a)


def test_no_page_needs_a_script_or_anything_from_outside(run_view: RunView, squad_view: SquadView) -> None:
    for html in _every_page(run_view, squad_view):
        page = Page(html)
        loading = [a for tag in ("link", "img", "script", "iframe", "object") for a, _ in page.all(tag)]

        assert [a["href"] for a in loading] == ["data:,"]
        assert "url(" not in html
        assert "@import" not in html
        assert not any("style" in a for _, a, _ in page.elements)


def test_pages_are_deterministic_and_small(any_run_view: RunView, squad_view: SquadView) -> None:
    first, second = (_every_page(any_run_view, squad_view) for _ in range(2))

    assert first == second
    assert max(len(html.encode()) for html in first) < MAX_BYTES


@pytest.mark.parametrize("minutes", [1, 2, 180, 1440])
def test_a_run_of_any_length_fits(run_view: RunView, minutes: int) -> None:
    names = [name for name in WINDOW_COLUMNS if not name.endswith("_s")]
    table: dict[str, list[float | None]] = {
        name: [50 + 3 * math.sin(minute * 1.3) for minute in range(minutes)] for name in names
    }
    table |= {
        "start_s": [60.0 * minute for minute in range(minutes)],
        "end_s": [60.0 * minute + 60 for minute in range(minutes)],
        "usable_s": [60.0] * minutes,
    }
    view = replace(run_view, windows=table, is_eligible=[True] * minutes, bands=dict.fromkeys(names, (49.0, 51.0)))

    html = run_page(view)

    assert not re.search(r"\b(nan|inf|None)\b", html)
    assert len(html.encode()) < MAX_BYTES


def test_words_of_the_pages_keep_the_tone(any_run_view: RunView, squad_view: SquadView) -> None:
    for html in _every_page(any_run_view, squad_view):
        text = Page(html).visible.lower()

        assert not any(word in text for word in ("injur", "just rest", "diagnos", "no pain no gain", "push through"))


def test_squad_is_sorted_worst_first_then_longest(squad_view: SquadView) -> None:
    rows = [
        *squad_view.rows,
        replace(squad_view.rows[3], athlete_id="old", name="Zed", since=date(2026, 1, 1)),
    ]
    page = Page(squad_page(replace(squad_view, rows=rows)))
    names = [text for a, text in page.all("th") if a.get("scope") == "row"]

    assert names == ["Eve", "Zed", "Ada", "Gus", "Di", "Flo", "Cy", "Noor", "Bo"]


def test_squad_row_says_status_reason_since_and_last_report(squad_view: SquadView) -> None:
    rows = Page(squad_page(squad_view)).texts("tr")

    assert "Concern Ada stride changed at minute 23 with pain in the left Achilles 27 Feb 2 Mar" in rows
    assert any("Clear Cy provisional: nobody has said how it felt" in row and row.endswith("never") for row in rows)
    assert any("No run yet Noor nothing imported so far" in row for row in rows)


def test_squad_shows_no_more_than_is_shared(squad_view: SquadView) -> None:
    html = squad_page(squad_view)
    page = Page(html)

    assert "secret" not in html
    assert "athletes/bo" not in html
    assert "athletes/flo" not in html
    assert "runs/f1" not in html
    assert "Monitor Flo shares the status only 25 Feb not shared" in page.texts("tr")
    assert "– Bo shares nothing" in page.texts("tr")


def test_squad_counts_leave_out_who_shares_nothing() -> None:
    rows = [
        SquadRow(athlete_id="a", name="A", status="concern", shares="none"),
        SquadRow(athlete_id="b", name="B", status="clear"),
    ]
    page = Page(squad_page(SquadView(name="s", as_of=date(2026, 3, 2), rows=rows)))

    assert page.texts("li")[2:] == ["Clear 1", "Shares nothing 1"]


def test_an_empty_squad_says_what_to_do() -> None:
    page = Page(squad_page(SquadView(name="s", as_of=date(2026, 3, 2), rows=())))

    assert "Nobody is in this squad yet" in page.visible
    assert not page.texts("table")


def test_athlete_page_lists_runs_newest_first_under_months() -> None:
    page = Page(athlete_page(_athlete()))
    links = [a["href"] for a, _ in page.all("a") if "runs/" in (a["href"] or "")]

    assert links == ["../runs/r2.html", "../runs/r1.html", "../runs/r0.html"]
    assert page.texts("h2") == ["February 2026", "January 2026"]
    assert "distance not known" in page.visible
    assert "1 h 05 min" in page.visible


def test_athlete_without_runs_sees_what_to_do() -> None:
    assert "niggle import FILES --athlete ada" in Page(athlete_page(_athlete(0))).visible


def test_index_puts_athletes_under_their_squads_and_the_rest_last() -> None:
    entries = [
        IndexEntry(athlete_id="z", name="Zoe", squad="b-team", status="clear", last_run=date(2026, 3, 2)),
        IndexEntry(athlete_id="n", name="Noor"),
        IndexEntry(athlete_id="a", name="Ada", squad="b-team", status="adapt"),
        IndexEntry(athlete_id="c", name="Cy", squad="a-team"),
    ]
    page = Page(index_page(IndexView(athletes=entries)))

    assert page.texts("h2") == ["a-team", "b-team", "Without a squad"]
    assert [text for a, text in page.all("a") if "athletes/" in (a["href"] or "")] == ["Cy", "Ada", "Zoe", "Noor"]
    assert "Nobody is here yet" in Page(index_page(IndexView(athletes=()))).visible


def test_how_sure_what_it_looks_like_and_since_when_are_said(run_view: RunView) -> None:
    altered = {**run_view.run, "stride": {**run_view.run["stride"], "verdict": "altered", "reason": None}}
    view = replace(run_view, run=altered, confidence=0.998, pattern="one side only", runs_since=3)
    text = " ".join(Page(run_page(view)).texts("p"))
    assert "over 99 %" in text
    assert "a strap or pod that has moved" in text
    assert "for 3 runs" in text
    usual = {**altered, "stride": {**altered["stride"], "verdict": "usual"}}
    assert "over 99 %" not in run_page(replace(view, run=usual))
