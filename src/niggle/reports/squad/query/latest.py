"""Store → what a squad's table says of the latest run of each athlete."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from niggle.consent import Visibility, keeps_reason
from niggle.pain.complaints import pain_during, worst_complaint, worst_pain
from niggle.pain.join import merge_reports
from niggle.records.pain import reports_of_runs
from niggle.records.rows import by_run
from niggle.records.verdicts import metric_verdict
from niggle.reports.squad.view import Change
from niggle.store import Reader
from niggle.store.database import Row
from niggle.stride.discovery import chance_of
from niggle.stride.model import StrideVerdict
from niggle.triage.rules import limits, rules, wording
from niggle.vocabulary.metrics import BALANCE
from niggle.vocabulary.verdicts import FLAGGED

_RED_PEAK = limits("low_and_stable")["red_peak"]
KEPT = ("kept",)  # the grounds that are told where the runner keeps them all
_PRIVATE = frozenset(rule.id for rule in rules() if rule.is_private)


@dataclass(frozen=True, slots=True)
class LatestRun:
    """One run in the words of the table (see `niggle.reports.squad.view.SquadRow`).

    `chance` is how often a usual stride would look as far out as this one, None if that is not known.
    """

    status: str
    criteria: Sequence[Mapping[str, Any]]
    verdict: str | None
    change: Change | None
    chance: float | None
    pain_site: str | None
    pain_side: str | None
    pain_worst: int | None

    def grounds(self, visibility: Visibility) -> tuple[str, ...]:
        """The criteria that decided the status, as far as `visibility` lets them be told (see `SquadRow.grounds`)."""
        if not visibility.mood and keeps_reason({"criteria": self.criteria}):
            return KEPT
        told = [one for one in self.criteria if visibility.mood or one["id"] not in _PRIVATE]
        monitoring = [one for one in told if one["group"] == "monitor"]
        match self.status:
            case "red_flag" | "concern":
                met = tuple(one["id"] for one in told if one["group"] != "monitor" and one["status"] == "met")
                return met or self._pressing(told) or self._high_pain()
            case "adapt":
                needed = [one for one in monitoring if not one.get("is_waived")]
                not_met = tuple(one["id"] for one in needed if one["status"] == "not_met")
                return not_met or tuple(f"{one['id']}_just" for one in monitoring if one["is_marginal"])
            case "check_in":
                asked = [*monitoring, *(one for one in told if one["group"] == "red_flag")]
                return tuple(one["id"] for one in asked if one["status"] == "unknown" and not one.get("is_waived"))
            case _:
                return ()

    def _high_pain(self) -> tuple[str, ...]:
        return ("high_pain",) if (self.pain_worst or 0) >= _RED_PEAK else ()

    def _pressing(self, told: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """The red flags that nobody has answered and that make it a concern; none where the pain alone does."""
        if (self.pain_worst or 0) >= _RED_PEAK:
            return ()
        open_ones = (one["id"] for one in told if one["group"] == "red_flag" and one["status"] == "unknown")
        return tuple(f"{name}_open" for name in open_ones if f"{name}_open" in wording()["coach"]["met"])


def latest_runs(reader: Reader, run_ids: Collection[str]) -> dict[str, LatestRun]:
    """What is known of each of these runs, by id."""
    ids = list(run_ids)
    metrics = by_run(reader.rows("stride_metrics_of", run_ids=ids))
    criteria = by_run(reader.rows("criteria_of", run_ids=ids))
    reports = reports_of_runs(reader, ids)
    runs = {}
    for row in reader.rows("latest_words", run_ids=ids):
        run_id = row["run_id"]
        worst = worst_complaint(merge_reports(reports.get(run_id, ())))
        during = None if worst is None else pain_during(worst)
        runs[run_id] = LatestRun(
            status=row["status"],
            criteria=criteria.get(run_id, ()),
            verdict=row["word"],
            change=change_of(row["word"], metrics.get(run_id, ())),
            chance=_chance(row, metrics.get(run_id, ())),
            pain_site=None if worst is None else worst.site,
            pain_side=None if worst is None else worst.side,
            pain_worst=during or (None if worst is None else worst_pain(worst)),  # pain of the next morning is pain
        )
    return runs


def change_of(verdict: str | None, metrics: Sequence[Mapping[str, Any]]) -> Change | None:
    """The metric by which a stride stands out, the balance before the others, then the furthest out.

    None if the stride does not stand out, or nothing is known of it.
    """
    if verdict not in FLAGGED:
        return None
    known = [metric for metric in metrics if _is_known(metric["difference"])]
    candidates = [metric for metric in known if metric["is_altered"]] or known
    if not candidates:
        return None
    found = max(candidates, key=lambda metric: (metric["name"] == BALANCE, abs(metric["z"] or 0.0)))
    return Change(found["name"], found["difference"], found["unit"])


def _chance(row: Row, metrics: Sequence[Row]) -> float | None:
    """As `chance_of`, of a verdict that may come from another niggle, with only what decides the chance."""
    if row["word"] is None:
        return None
    judged = tuple(metric_verdict(metric) for metric in metrics if _is_known(metric["z"]))
    return chance_of(StrideVerdict(row["word"], None, None, row["side"], metrics=judged, is_learning=False))


def _is_known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
