"""The page of a run as a reader and a screen reader meet it: structure, words, what is missing."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from jinja2 import UndefinedError

from niggle.columns import WINDOW_COLUMNS
from niggle.reports.run.page import run_page
from niggle.reports.run.view import RunView

MAX_BYTES = 80_000  # as a file, its style and all its charts included

type Parse = Callable[[str], Any]


def test_run_page_is_well_formed_with_headings_in_order(parse: Parse, any_run_view: RunView) -> None:
    headings = parse(run_page(any_run_view)).headings()

    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


def test_every_criterion_has_its_row_with_status_title_and_evidence(parse: Parse, any_run_view: RunView) -> None:
    rows = {a["id"]: (a, text) for a, text in parse(run_page(any_run_view)).all("li") if "data-status" in a}

    assert list(rows) == [criterion["id"] for criterion in any_run_view.run["criteria"]]
    for criterion in any_run_view.run["criteria"]:
        attributes, text = rows[criterion["id"]]
        assert attributes["data-status"] == criterion["status"]
        assert any_run_view.titles[criterion["id"]] in text
        assert criterion["evidence"] in text
        assert {"met": "yes", "not_met": "no", "unknown": "not known"}[criterion["status"]] in text


def test_sources_are_listed_once_and_every_citation_leads_to_one(parse: Parse, run_view: RunView) -> None:
    page = parse(run_page(run_view))
    identifiers = [a["id"] for _, a, _ in page.elements if "id" in a]
    citations = [a["href"] for a, _ in page.all("a") if (a["href"] or "").startswith("#")]

    assert len(identifiers) == len(set(identifiers))
    assert identifiers.count("ref-silbernagel2007") == identifiers.count("ref-esculier2018") == 1
    assert citations
    assert {(link or "")[1:] for link in citations} <= set(identifiers)


def test_a_source_without_reference_is_named_by_its_key(parse: Parse, run_view: RunView) -> None:
    assert "silbernagel2007" in parse(run_page(replace(run_view, references={}))).visible


def test_a_source_without_author_is_named_by_its_title(parse: Parse, run_view: RunView) -> None:
    references = {"silbernagel2007": {"title": "Pain-monitoring model and traffic lights as clinicians teach them"}}
    page = parse(run_page(replace(run_view, references=references)))

    assert "Pain-monitoring model and traffic…" in page.texts("a")
    assert page.texts("ol")[-1].count("Pain-monitoring model and traffic") == 1


def test_only_web_addresses_become_links(parse: Parse, run_view: RunView) -> None:
    reference = {"author": "A", "year": "2000", "title": "T", "address": "javascript:alert(1)"}
    page = parse(run_page(replace(run_view, references={"silbernagel2007": reference})))

    assert all(not (a["href"] or "").startswith("javascript") for a, _ in page.all("a"))


def test_run_page_tells_status_sentence_choices_and_questions(parse: Parse, run_view: RunView) -> None:
    text = parse(run_page(run_view)).visible

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


def test_without_windows_there_is_no_chart_and_the_page_says_so(
    parse: Parse, variant: Callable[[str], RunView]
) -> None:
    page = parse(run_page(variant("without_windows")))

    assert not [a for a, _ in page.all("svg") if a.get("class") == "chart"]
    assert "No left–right balance was measured" in page.visible
    assert "Nothing else of the stride was measured either." in page.visible
    assert "No cadence or contact time in the file." in page.visible
    assert "distance not known" in page.visible
    assert "Nobody has said how this run felt" in page.visible


def test_without_balance_the_other_metrics_are_drawn(parse: Parse, variant: Callable[[str], RunView]) -> None:
    page = parse(run_page(variant("without_balance")))
    charts = [a["aria-labelledby"] for a, _ in page.all("svg") if a.get("class") == "chart"]

    assert "No left–right balance was measured" in page.visible
    assert not any("balance" in (chart or "") for chart in charts)
    assert any("cadence_spm" in (chart or "") for chart in charts)


def test_a_report_without_any_answer_is_no_report(parse: Parse, run_view: RunView) -> None:
    run = {**run_view.run, "pain": dict.fromkeys(run_view.run["pain"]), "provisional": True}
    text = parse(run_page(replace(run_view, run=run))).visible

    assert "Nobody has said how this run felt" in text
    assert "Provisional: nobody has said how it felt." in text


def test_balance_without_a_band_says_so(parse: Parse, run_view: RunView) -> None:
    assert "no expected band for this run yet" in parse(run_page(replace(run_view, bands={}))).visible


def test_missing_load_and_no_windows_mapping_are_said(parse: Parse, run_view: RunView) -> None:
    view = replace(run_view, run={**run_view.run, "load": None}, windows={}, is_eligible=())
    text = parse(run_page(view)).visible

    assert "The training around this run is not known." in text
    assert "No left–right balance was measured" in text


def test_a_metric_without_baseline_has_no_made_up_numbers(parse: Parse, run_view: RunView) -> None:
    metric = {**run_view.run["stride"]["metrics"][0], "expected": None, "difference": None, "z": None}
    stride = {**run_view.run["stride"], "metrics": [metric]}
    rows = parse(run_page(replace(run_view, run={**run_view.run, "stride": stride}))).texts("tr")

    assert rows[1] == "Left–right balance unusual 48.5 % left no value – –"


def test_zero_is_data(parse: Parse, variant: Callable[[str], RunView]) -> None:
    text = parse(run_page(variant("usual"))).visible

    assert "No pain" in text
    assert "Worst 0/10" in text


def test_pain_below_site_unknown_is_not_called_no_pain(parse: Parse, run_view: RunView) -> None:
    pain = {**run_view.run["pain"], "site": None, "side": None}
    text = parse(run_page(replace(run_view, run={**run_view.run, "pain": pain}))).visible

    assert "Place not given" in text
    assert "No pain" not in text


def test_a_key_missing_from_the_run_is_an_error_not_a_blank(run_view: RunView) -> None:
    with pytest.raises((KeyError, UndefinedError)):
        run_page(replace(run_view, run={key: value for key, value in run_view.run.items() if key != "summary"}))


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


def test_how_sure_what_it_looks_like_and_since_when_are_said(parse: Parse, run_view: RunView) -> None:
    altered = {**run_view.run, "stride": {**run_view.run["stride"], "verdict": "altered", "reason": None}}
    view = replace(run_view, run=altered, confidence=0.998, pattern="one side only", runs_since=3)
    text = " ".join(parse(run_page(view)).texts("p"))
    assert "over 99 %" in text
    assert "a strap or pod that has moved" in text
    assert "for 3 runs" in text
    usual = {**altered, "stride": {**altered["stride"], "verdict": "usual"}}
    assert "over 99 %" not in run_page(replace(view, run=usual))
