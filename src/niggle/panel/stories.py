"""The stories that a panel judges, and what niggle says of each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from niggle.load import Load
from niggle.pain.answers import Athletes, read_answers
from niggle.pain.cells import cell
from niggle.pain.model import PainReport
from niggle.stride.model import MetricVerdict, StrideVerdict
from niggle.triage.evaluate import evaluate
from niggle.triage.model import LoggedRun, RunFacts
from niggle.vocabulary.metrics import BALANCE
from niggle.vocabulary.statuses import Status
from niggle.vocabulary.verdicts import FLAGGED

# Named here, not taken from the diary: a question that the diary gains was not answered "no" by these runners.
YES_NO = (
    "limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping", "chest_signs",
    "affected_mood", "affected_sleep", "affected_confidence",
)  # fmt: skip
_AT = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)  # any day will do: only the days between runs count
_RUNNER = Athletes("story", frozenset({"story"}))
_NO_LOAD = Load(None, None, None, None)
_USUAL_MINUTES = 45.0


@dataclass(frozen=True, slots=True)
class Story:
    """A run as its runner tells it, with the diary and the stride that niggle goes by.

    `code` names it on paper. `rows` are the diary's rows as text, as they were entered, by days before the run,
    oldest first; `facts` the same as niggle reads them. `status`, `acceptable` and `why` are this project's own
    judgement: common sense, not a clinician's.
    """

    code: str
    text: str
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    facts: RunFacts
    status: Status
    acceptable: frozenset[Status]
    why: str


@cache
def stories() -> tuple[Story, ...]:
    """All stories, in the order of `stories.toml`."""
    data = tomllib.loads(files("niggle.panel").joinpath("stories.toml").read_text(encoding="utf-8"))
    strides = {name: _verdict(row) for name, row in data["strides"].items()}
    return tuple(_story(row, strides[row["stride"]]) for row in data["stories"])


def answer(story: Story) -> Status:
    """Niggle's status of a story, by the rules that it has today."""
    return evaluate(story.facts).status


def _story(row: Mapping[str, Any], stride: StrideVerdict) -> Story:
    rows = tuple((report.get("days_before", 0), _answers(report)) for report in row.get("reports", ()))
    runs = {
        days: _run(days, tuple(_report(answers, days) for _, answers in of_day), stride, row)
        for days, of_day in groupby(rows, key=lambda one: one[0])
    }
    run = runs.pop(0, None) or _run(0, (), stride, row)
    return Story(
        code=str(row["code"]),
        text=row["text"],
        rows=rows,
        facts=RunFacts(run, tuple(runs.values())),
        status=row["status"],
        acceptable=frozenset(row["acceptable"]),
        why=row["why"],
    )


def _run(days: int, reports: tuple[PainReport, ...], stride: StrideVerdict, row: Mapping[str, Any]) -> LoggedRun:
    minutes = row.get("minutes", _USUAL_MINUTES) if days == 0 else _USUAL_MINUTES
    # What is told of a stride is about the run itself; the runs before it were as usual.
    verdict = stride if days == 0 or stride.word == "insufficient_data" else _verdict({"word": "usual"})
    return LoggedRun(f"days-{days}", _AT - timedelta(days=days), 60.0 * minutes, verdict, _NO_LOAD, reports)


def _answers(report: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a row as a diary has them in text."""
    yes, no = report.get("yes", ()), report.get("no", ())
    noes = [column for column in YES_NO if column not in yes] if no == "rest" else no
    plain = {name: cell(value) for name, value in report.items() if name not in ("days_before", "yes", "no")}
    return plain | dict.fromkeys(yes, "yes") | dict.fromkeys(noes, "no")


def _report(answers: Mapping[str, str], days: int) -> PainReport:
    dated = {**answers, "date": (_AT - timedelta(days=days)).date().isoformat()}
    report = read_answers(dated, line=1, athletes=_RUNNER)
    if not isinstance(report, PainReport):
        raise ValueError("; ".join(map(str, report)))
    return report


def _verdict(row: Mapping[str, Any]) -> StrideVerdict:
    metrics: tuple[MetricVerdict, ...] = ()
    if "balance" in row:
        value, expected, z = (float(row["balance"][name]) for name in ("value", "expected", "z"))
        metrics = (
            MetricVerdict(
                BALANCE, value, expected, value - expected, z, "pp", is_altered=True,
                expected_low=expected - 0.7, expected_high=expected + 0.7,
            ),
        )  # fmt: skip
    is_odd = row["word"] in FLAGGED
    return StrideVerdict(
        row["word"], row.get("reason"), row.get("onset_s"), row.get("side"), metrics, False, is_question=is_odd
    )
