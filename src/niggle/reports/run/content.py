"""What the page of a run says, section by section, made from the run's view; the template only lays it out."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Any

from niggle.reports.run.felt import felt
from niggle.reports.run.figures import figures
from niggle.reports.run.numbers import numbers_table
from niggle.reports.run.view import RunView
from niggle.reports.squad.why import asked
from niggle.reports.words import (
    how_sure,
    load_sentences,
    metric_difference,
    metric_label,
    metric_value,
    number,
    with_unit,
)
from niggle.stride.wording import NOTHING_MEASURED
from niggle.triage.rules import asked_by
from niggle.vocabulary.metrics import BALANCE
from niggle.vocabulary.places import Where
from niggle.vocabulary.statuses import GROUPS
from niggle.vocabulary.terms import Term
from niggle.vocabulary.verdicts import FLAGGED, PATTERNS, VERDICTS, VERDICTS_OF_RUNNER

_SHORT_TITLE = 40  # characters of a title that stands for a source without an author


def run_content(view: RunView) -> dict[str, Any]:
    """Everything `run.html` shows beyond the view itself, by section."""
    run = view.run
    plot, small_figures = figures(view)
    sources = _sources(view)
    questions = _questions(view)
    return {
        "run": run,
        "is_reported": _is_reported(run),
        "questions": questions,
        "plot": plot,
        "has_balance": plot is not None and plot.name == BALANCE,
        "lacks_balance": (plot is None or plot.name != BALANCE) and not _tells_of_balance(run["stride"]["reason"]),
        "small_figures": small_figures,
        "numbers": numbers_table(view),
        "metric_rows": [metric_row(metric) for metric in run["stride"]["metrics"]],
        "verdict": verdict_word(view),
        "stride_sentences": list(stride_sentences(view)),
        "groups": _groups(view, {source["key"]: source["short"] for source in sources}),
        **felt(view),
        "load_sentences": [] if run["load"] is None else load_sentences(run["load"]),
        "sources": sources,
        "provenance": {"run": run["run_id"], "source": run["source"], **view.provenance},
    }


def _questions(view: RunView) -> list[dict[str, Any]]:
    """What would help to know: each question with its id and the complaint that it is about.

    Whoever is not the runner reads what is asked, not the question. Those that a note raised have no id, for no form
    answers them; they quote it, so they are for the runner alone.
    """
    texts = view.run["questions"]
    ids = view.question_ids if len(view.question_ids) == len(texts) else [""] * len(texts)
    places = view.question_places if len(view.question_places) == len(texts) else [Where()] * len(texts)
    is_own = view.visibility.is_own
    return [
        {"id": question_id, "text": text if is_own else asked(question_id, where), "about": where}
        for question_id, text, where in zip(ids, texts, places, strict=True)
        if question_id or is_own
    ]


def _tells_of_balance(reason: str | None) -> bool:
    """Whether the reason for having no verdict says already that left and right cannot be told apart."""
    return reason is not None and ("left" in reason or reason == NOTHING_MEASURED)


def _is_reported(run: Mapping[str, Any]) -> bool:
    """Whether anybody said how the run felt; zero is an answer."""
    return run["pain"] is not None and any(value is not None for value in run["pain"].values())


def verdict_word(view: RunView) -> Term:
    """What the verdict on the stride is called, to the runner or of them."""
    return (VERDICTS if view.visibility.is_own else VERDICTS_OF_RUNNER)[view.run["stride"]["verdict"]]


def stride_sentences(view: RunView) -> Iterator[str]:
    """The verdict on the stride in sentences: what, how sure, what it looks like, since when, which foot."""
    stride = view.run["stride"]
    yield verdict_word(view).meaning if stride["reason"] is None else sentence(stride["reason"])
    if stride["verdict"] in FLAGGED:
        yield from _change_sentences(view)
    if view.is_learning and stride["verdict"] != "insufficient_data":
        yield "What is usual is still being learned, so take this as a first guess."


def _change_sentences(view: RunView) -> Iterator[str]:
    stride = view.run["stride"]
    yield how_sure(stride["verdict"], view.confidence)
    if not view.explanations and view.pattern is not None:
        yield PATTERNS[view.pattern]
    if stride["side"] is not None:
        yield f"The {stride['side']} foot spent a smaller share of the time on the ground than usual."


def sentence(text: str) -> str:
    """`text` with a capital and a full stop, as it stands between other sentences."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def metric_row(metric: Mapping[str, Any]) -> dict[str, Any]:
    """A metric of a run against what is usual, each number as it is shown; "–" for what is not known."""
    return {
        "title": metric_label(metric["name"]),
        "value": metric_value(metric["name"], metric["value"]),
        "expected": metric_value(metric["name"], metric["expected"]),
        "difference": "–" if metric["difference"] is None else metric_difference(metric["difference"], metric["unit"]),
        "spread": "–" if metric["z"] is None else with_unit(number(abs(metric["z"]), 1), "×"),
        "is_altered": metric["is_altered"],
    }


def _groups(view: RunView, short_names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The criteria under their groups, in the order they come, each group with a count of its answers."""
    asked = [question_id for question_id in view.question_ids if question_id]
    groups = []
    for name, word in GROUPS.items():
        criteria = [criterion for criterion in view.run["criteria"] if criterion["group"] == name]
        if criteria:
            shared = _shared_references(criteria)
            rows = [_criterion_row(view, criterion, asked) for criterion in criteria]
            for row, criterion in zip(rows, criteria, strict=True):
                row["references"] = [(key, short_names[key]) for key in criterion["references"] if key not in shared]
            cited = [(key, short_names[key]) for key in shared]
            groups.append({"name": name, "word": word, "rows": rows, "count": _count(criteria), "references": cited})
    return groups


def _shared_references(criteria: Sequence[Mapping[str, Any]]) -> list[str]:
    """What every criterion of a group cites, so that the group can say it once."""
    if len(criteria) < 2:
        return []
    first, *others = [criterion["references"] for criterion in criteria]
    return [key for key in first if all(key in keys for keys in others)]


def _criterion_row(view: RunView, criterion: Mapping[str, Any], asked: Sequence[str]) -> dict[str, Any]:
    identifier = criterion["id"]
    settling = asked_by().get(identifier, ()) if criterion["status"] == "unknown" else ()
    return {
        "id": identifier,
        "title": view.titles.get(identifier, identifier.replace("_", " ").capitalize()),
        "status": criterion["status"],
        "tone": _tone(criterion["group"], criterion["status"]),
        "evidence": criterion["evidence"],
        "question": next((key for key in settling if key in asked), None),
    }


def _tone(group: str, status: str) -> str:
    """How an answer looks: an unmet monitor criterion asks for attention, a met one of the others weighs more."""
    if status == "unknown":
        return "unknown"
    if group == "monitor":
        return "good" if status == "met" else "attention"
    return "good" if status == "not_met" else "bad"


def _count(criteria: Sequence[Mapping[str, Any]]) -> str:
    met = sum(criterion["status"] == "met" for criterion in criteria)
    unknown = sum(criterion["status"] == "unknown" for criterion in criteria)
    text = f"{met} of {len(criteria)} yes"
    return f"{text}, {unknown} not known" if unknown else text


def _sources(view: RunView) -> list[dict[str, Any]]:
    """The references that the criteria cite, each once, in the order they are first cited."""
    keys = dict.fromkeys(key for criterion in view.run["criteria"] for key in criterion["references"])
    return [_source(key, view.references.get(key, {})) for key in keys]


def _source(key: str, reference: Mapping[str, object]) -> dict[str, Any]:
    texts = {name: str(value) for name, value in reference.items()}
    title, address = texts.get("title", ""), texts.get("address", "")
    name = texts.get("author") or shorten(title, width=_SHORT_TITLE, placeholder="…") or key
    return {
        "key": key,
        "short": f"{name} {texts.get('year', '')}".rstrip(),
        "title": title or key,
        "by": " ".join(texts[part] for part in ("author", "year") if texts.get(part)),
        "address": address,
        "is_link": address.startswith(("https://", "http://")),
    }
