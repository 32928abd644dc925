"""The page of a run as a reader and a screen reader meet it: structure, words, what is missing."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from jinja2 import UndefinedError

from niggle.consent import KEPT_REASON, Visibility
from niggle.pain.model import PainReport
from niggle.reports.context import PageContext
from niggle.reports.run.page import run_page
from niggle.reports.run.view import ComplaintView, OwnWords, RunView, Told
from niggle.triage.rules import asked_by, rules
from niggle.vocabulary.columns import WINDOW_COLUMNS
from niggle.vocabulary.places import Where

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
    assert "Next morning" not in text  # what was not answered takes no room
    assert text.count("Not medical advice") == 1


def test_what_nobody_reported_is_not_known_and_shows_no_tick(variant: Callable[[str], RunView]) -> None:
    view = replace(variant("without_windows"), shown_status="not_known", headline="Answer first")
    html = run_page(view)
    lead = html[html.index('<div class="lead') : html.index('<div class="columns')]

    assert "Not known</span>" in lead
    assert "#i-not_known" in lead
    assert "#i-clear" not in lead
    assert ">Answer first<" in lead


def test_a_page_begins_with_the_answer_why_and_what_can_be_done(run_view: RunView) -> None:
    html = run_page(replace(run_view, headline="Run, but less: slower"), SERVED)
    order = ["Run, but less: slower", run_view.run["summary"][:20], run_view.choices[0][:20], 'id="ask-', "<details"]
    places = [html.index(part) for part in order if part in html]

    assert len(places) >= 4
    assert places == sorted(places)


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

    assert "No sensor that tells left from right." in page.visible
    assert "No left–right balance was measured" not in page.visible  # that is said already
    assert not any("balance" in (chart or "") for chart in charts)
    assert any("cadence_spm" in (chart or "") for chart in charts)


def test_a_report_without_any_answer_is_no_report(parse: Parse, run_view: RunView) -> None:
    run = {**run_view.run, "pain": dict.fromkeys(run_view.run["pain"]), "provisional": True}
    text = parse(run_page(replace(run_view, run=run))).visible

    assert "Nobody has said how this run felt" in text


def test_balance_without_a_band_says_so(parse: Parse, run_view: RunView) -> None:
    assert "no expected band for this run" in parse(run_page(replace(run_view, bands={}))).visible


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


def test_no_number_is_parted_from_its_unit(run_view: RunView) -> None:
    summary = "Left 49.6 %, usually 51.7 % (278 ms, 3 months)."
    page = run_page(replace(run_view, run={**run_view.run, "summary": summary}))
    assert "Left 49.6\N{NO-BREAK SPACE}%, usually 51.7\N{NO-BREAK SPACE}% (278\N{NO-BREAK SPACE}ms, 3 months)." in page


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


def test_how_sure_it_is_is_said_and_nothing_twice(parse: Parse, run_view: RunView) -> None:
    altered = {**run_view.run, "stride": {**run_view.run["stride"], "verdict": "altered", "reason": None}}
    view = replace(run_view, run=altered, confidence=0.998, pattern="one side only", explanations=())
    text = " ".join(parse(run_page(view)).texts("p"))
    assert "very likely a real change" in text
    assert text.count("a strap or pod that has moved") == 1
    explained = " ".join(parse(run_page(replace(view, explanations=["It looks like a strap."]))).texts("p"))
    assert "a strap or pod that has moved" not in explained
    usual = {**altered, "stride": {**altered["stride"], "verdict": "usual"}}
    assert "very likely" not in run_page(replace(view, run=usual))
    unsure = " ".join(parse(run_page(replace(view, confidence=0.3))).texts("p"))
    assert "most such changes turn out to be harmless" in unsure
    assert "likely" not in unsure


HOSTILE = "<script>alert('x')</script>\"&"
SERVED = PageContext(is_served=True, csrf="token", is_own=True)
COACH = PageContext(is_served=True, csrf="token", viewer="Kim")


def _asking(view: RunView, *question_ids: str) -> RunView:
    run = {**view.run, "questions": [f"{question_id or 'note'}?" for question_id in question_ids]}
    return replace(view, run=run, question_ids=question_ids)


def test_sections_come_in_the_order_in_which_they_are_needed(run_view: RunView) -> None:
    html = run_page(_asking(run_view, "morning"), SERVED)
    order = [
        'class="badge"', 'class="summary"', 'class="choices"', "Stride over the run", "What else could explain it",
        "What would help to know", "How it felt", "Criterion by criterion",
    ]  # fmt: skip
    places = [html.index(part) for part in order]

    assert places == sorted(places)


def test_each_question_can_be_answered_where_it_is_asked(parse: Parse, run_view: RunView) -> None:
    view = _asking(run_view, "morning", "changed", "")
    page = parse(run_page(view, SERVED))
    forms = [a for a, _ in page.all("form")]

    assert [a["action"] for a in forms] == ["../runs/4f1c09aa77de/pain.html"] * 2
    assert [a["value"] for a, _ in page.all("input") if a["name"] == "csrf"] == ["token"] * 2
    assert [a["id"] for a, _ in page.all("li") if (a.get("id") or "").startswith("ask-")] == [
        "ask-morning",
        "ask-changed",
    ]
    assert "note?" in page.visible


def test_a_criterion_that_is_not_known_leads_to_its_question(parse: Parse, run_view: RunView) -> None:
    links = [a["href"] for a, _ in parse(run_page(_asking(run_view, "morning"), SERVED)).all("a")]

    assert links.count("#ask-morning") == 1  # `resolves_quickly`; what is known asks nothing
    assert "#ask-morning" not in run_page(_asking(run_view, "morning"))


@pytest.mark.parametrize(
    ("criterion_id", "question_id"), [(name, question) for name, asked in asked_by().items() for question in asked]
)
def test_every_criterion_that_is_asked_about_leads_to_its_question(
    criterion_id: str, question_id: str, run_view: RunView
) -> None:
    group = next(rule.group for rule in rules() if rule.id == criterion_id)
    criterion = {"id": criterion_id, "group": group, "status": "unknown", "evidence": "not answered", "references": []}
    view = replace(run_view, run={**run_view.run, "criteria": [criterion]})
    assert f'href="#ask-{question_id}"' in run_page(_asking(view, question_id), SERVED)


def test_an_answer_joins_the_complaint_that_the_question_is_about(parse: Parse, run_view: RunView) -> None:
    view = replace(_asking(run_view, "morning"), question_places=[Where("calf", "right")])
    hidden = {a["name"]: a["value"] for a, _ in parse(run_page(view, SERVED)).all("input") if a["type"] == "hidden"}
    assert (hidden["site"], hidden["side"]) == ("calf", "right")


def test_a_file_has_no_forms_and_says_how_to_answer(parse: Parse, run_view: RunView) -> None:
    page = parse(run_page(_asking(run_view, "morning")))

    assert not list(page.all("form"))
    assert page.texts("code") == ["niggle pain add --athlete ada --run 4f1c09aa77de"]


def test_who_has_not_reported_is_offered_to_first_of_all(variant: Callable[[str], RunView]) -> None:
    silent, told = (run_page(variant(name), SERVED) for name in ("without_windows", "altered"))

    assert silent.index("It hurt somewhere") < silent.index("Stride over the run")
    assert "Add to this report" not in silent
    assert "It hurt somewhere" not in told
    assert "Add to this report" in told


def test_a_coach_sees_no_forms_no_notes_and_what_is_shared(parse: Parse, run_view: RunView) -> None:
    view = replace(_asking(run_view, "morning", ""), visibility=Visibility("details"))
    page = parse(run_page(view, COACH))

    assert [a["action"] for a, _ in page.all("form")] == ["../logout"]
    assert "You see what Ada shares: details, but nothing on mood, sleep and confidence." in page.visible
    assert view.choices[0] not in page.visible
    assert "How it was the next morning" in page.visible
    assert "morning?" not in page.visible
    assert "note?" not in page.visible
    assert "pain add" not in page.visible
    assert not any("pain.html" in (a["href"] or "") for a, _ in page.all("a"))


def test_a_reason_that_is_kept_leaves_no_card_of_choices(parse: Parse, run_view: RunView) -> None:
    view = replace(run_view, run={**run_view.run, "summary": KEPT_REASON, "questions": []})
    page = parse(run_page(replace(view, visibility=Visibility("details"), choices=(), look_again=""), COACH))

    assert KEPT_REASON in page.visible
    assert "could do" not in page.visible


def test_the_runner_can_look_at_it_as_the_coach_does_and_go_back(parse: Parse, run_view: RunView) -> None:
    view = replace(run_view, visibility=Visibility("details"))
    page = parse(run_page(view, PageContext(is_served=True), is_preview=True))

    assert "This is what your coach sees of this run." in page.visible
    assert "../runs/4f1c09aa77de.html" in [a["href"] for a, _ in page.all("a")]
    assert "You see what" not in page.visible


def test_what_every_criterion_of_a_group_cites_is_said_once(parse: Parse, run_view: RunView) -> None:
    cites = parse(run_page(run_view)).texts("p")
    monitor = [text for text in cites if text.startswith("Source of all of them")]

    assert monitor == ["Source of all of them: Silbernagel et al. 2007"]  # of the first group; the second shares none
    assert next(text for text in cites if text.startswith(("Source:", "Sources:"))) == "Source: Esculier et al. 2018"


def test_the_runs_name_and_the_runners_own_words(parse: Parse, run_view: RunView) -> None:
    words = OwnWords(title="Tempo with Jo", description="calf a bit\ntight", rpe=6.0, feel=25.0)
    page = parse(run_page(replace(run_view, own_words=words)))

    assert "Tempo with Jo" in page.texts("span")
    assert "Effort rated 6/10. Felt weak." in page.texts("p")
    assert "calf a bit tight" in page.texts("p")


def test_every_complaint_is_shown_with_who_told_it(parse: Parse, run_view: RunView) -> None:
    knee = PainReport(report_id="a", athlete_id="ada", site="knee", side="left", peak=0)
    complaints = [ComplaintView(knee, [Told("note", None)], [HOSTILE]), ComplaintView(replace(knee, site="hip"))]
    html = run_page(replace(run_view, complaints=complaints))
    page = parse(html)

    assert [text for text in page.texts("h3") if "Left" in text] == ["Left knee", "Left hip"]
    assert "from a note on the activity" in page.visible
    assert HOSTILE in page.visible
    assert "<script" not in html


def test_hostile_words_of_a_source_are_escaped(run_view: RunView) -> None:
    words = OwnWords(title=HOSTILE, description=HOSTILE)
    html = run_page(replace(_asking(run_view, "changed"), own_words=words), SERVED)

    assert "<script>" not in html  # the pages’ own are files
    assert html.count("&lt;script&gt;") == 2


def test_the_numbers_of_the_chart_are_there_for_who_cannot_see_it(parse: Parse, run_view: RunView) -> None:
    page = parse(run_page(run_view))

    assert "Minute by minute" in page.texts("summary")
    assert [a["scope"] for a, text in page.all("th") if text in ("Minutes", "0–1")] == ["col", "row"]


def test_marks_of_pain_are_explained(parse: Parse, run_view: RunView, variant: Callable[[str], RunView]) -> None:
    assert "pain: before" in parse(run_page(run_view)).texts("li")
    assert "worst, at some minute" in parse(run_page(run_view)).texts("li")
    assert not any("pain:" in text for text in parse(run_page(variant("without_balance"))).texts("li"))
