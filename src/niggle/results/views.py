"""Store → what the pages are drawn from."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import takewhile
from typing import Any

from niggle.columns import WINDOW_COLUMNS
from niggle.config import Athlete, Config
from niggle.consent import HANDED_ON, OWN, Sight, keeps_reason, narrowed
from niggle.errors import NotFoundError
from niggle.reports.views import AthleteView, IndexEntry, IndexView, RunLine, RunView, SquadRow, SquadView
from niggle.results.objects import objects_with_rows, result_rows
from niggle.results.stored import by_run, gaits, verdicts
from niggle.store import Reader
from niggle.store.database import Row, utc_aware
from niggle.stride.discovery import chance_of, standing_out
from niggle.triage.rules import references, rules

_NO_RUN = "no run {run_id!r}; `niggle flags` lists them all"


def run_views(reader: Reader, athlete: Athlete, run_ids: Sequence[str], *, sight: Sight = OWN) -> list[RunView]:
    """What the pages of these runs show; none of runs whose details may not be seen."""
    if sight.level != "details":
        return []
    rows = result_rows(reader, athlete, run_ids=run_ids, sight=sight)
    gait_of = gaits(reader, [row["run_id"] for row in rows])
    metrics = by_run(reader.rows("stride_metrics_of", run_ids=[row["run_id"] for row in rows]))
    views = []
    for run_object, row in objects_with_rows(reader, rows):
        gait = gait_of[row["run_id"]]
        is_kept = not sight.mood and keeps_reason(run_object)
        views.append(
            RunView(
                run=narrowed(run_object, sight),
                athlete_name=athlete.name,
                local_start=utc_aware(row["started_at"]).astimezone(athlete.zone),
                windows={name: [_known(v) for v in gait.windows[name].tolist()] for name in WINDOW_COLUMNS},
                is_eligible=gait.is_eligible.tolist(),
                bands={
                    metric["name"]: (metric["expected_low"], metric["expected_high"])
                    for metric in metrics.get(row["run_id"], ())
                    if _known(metric["expected_low"]) is not None and _known(metric["expected_high"]) is not None
                },
                choices=[] if is_kept else row["choices"],
                look_again="" if is_kept else row["look_again"],
                explanations=row["explanations"],
                confidence=row["confidence"],
                pattern=row["pattern"],
                runs_since=row["runs_since"],
                trend_pp_per_30_runs=row["trend_pp_per_30_runs"],
                is_learning=row["is_learning"],
                titles={rule.id: rule.title for rule in rules()},
                references=_references(),
                provenance=_provenance(row, gait.sensors),
            )
        )
    return views


def find_run(reader: Reader, config: Config, run_id: str) -> RunView:
    """What the athlete's own page of one run shows.

    Raises:
        NotFoundError: if no finished run has that id.
    """
    athlete, run_id = owner_of(reader, config, run_id)
    for view in run_views(reader, athlete, [run_id]):
        return view
    raise NotFoundError(_NO_RUN.format(run_id=run_id))


def owner_of(reader: Reader, config: Config, run_id: str) -> tuple[Athlete, str]:
    """Whose run that is, and its id now: a richer recording may have given it another.

    Raises:
        NotFoundError: if no run of a configured athlete has that id.
    """
    known = {athlete.id: athlete for athlete in config.athletes}
    for row in reader.rows("run_owner", run_id=run_id):
        if row["athlete_id"] in known:
            return known[row["athlete_id"]], row["run_id"]
    raise NotFoundError(_NO_RUN.format(run_id=run_id))


def athlete_view(reader: Reader, athlete: Athlete, *, sight: Sight = OWN) -> AthleteView:
    """What an athlete's own page shows."""
    lines = [
        RunLine(
            run_id=row["run_id"],
            local_start=utc_aware(row["started_at"]).astimezone(athlete.zone),
            distance_m=row["distance_m"],
            moving_time_s=row["moving_time_s"],
            status=row["status"],
            provisional=row["provisional"],
            summary=row["summary"],
        )
        for row in result_rows(reader, athlete, sight=sight)
    ]
    return AthleteView(athlete_id=athlete.id, name=athlete.name, runs=lines, squad=athlete.squad)


def squad_view(reader: Reader, config: Config, squad: str) -> SquadView:
    """What a squad's table shows as of its newest run."""
    members = [athlete for athlete in config.athletes if athlete.squad == squad]
    rows = _without_chance_finds(reader, [squad_row(reader, athlete) for athlete in members])
    newest = max((row.last_run for row in rows if row.last_run is not None), default=None)
    return SquadView(name=squad, as_of=newest, rows=rows)


def _without_chance_finds(reader: Reader, rows: Sequence[SquadRow]) -> list[SquadRow]:
    """Mark strides that only ask and do not stand out among the squad's; nothing is hidden, pain flags least."""
    latest = verdicts(reader, [row.run_id for row in rows if row.run_id is not None])
    chances = {run_id: chance for run_id, verdict in latest.items() if (chance := chance_of(verdict)) is not None}
    found = standing_out(chances)
    return [
        replace(row, may_be_chance=True)
        if row.status == "check_in"
        and row.run_id in chances
        and row.run_id not in found
        and latest[row.run_id].word in ("altered", "possibly_altered")
        else row
        for row in rows
    ]


def squad_row(reader: Reader, athlete: Athlete) -> SquadRow:
    """One athlete as of the latest run that others may see."""
    history = result_rows(reader, athlete, sight=HANDED_ON)
    if not history:
        return SquadRow(athlete_id=athlete.id, name=athlete.name, shares=athlete.share_with_coach)
    latest = history[-1]
    spell = list(takewhile(lambda row: row["status"] == latest["status"], reversed(history)))
    return SquadRow(
        athlete_id=athlete.id,
        name=athlete.name,
        status=latest["status"],
        provisional=latest["provisional"],
        reason=latest["summary"],
        since=_local_day(spell[-1], athlete),
        last_run=_local_day(latest, athlete),
        last_report=_last_report(reader, athlete, history),
        run_id=latest["run_id"],
        shares=athlete.share_with_coach,
    )


def index_view(reader: Reader, athletes: Iterable[Athlete]) -> IndexView:
    """Who is here."""
    entries = []
    for athlete in athletes:
        row = squad_row(reader, athlete)
        entries.append(
            IndexEntry(
                athlete_id=athlete.id,
                name=athlete.name,
                squad=athlete.squad,
                status=row.status,
                provisional=row.provisional,
                last_run=row.last_run,
            )
        )
    return IndexView(athletes=entries)


def _last_report(reader: Reader, athlete: Athlete, history: Sequence[Row]) -> date | None:
    joined = {row["joined_run_id"] for row in reader.rows("pain_reports_of", athlete_id=athlete.id)}
    return max((_local_day(row, athlete) for row in history if row["run_id"] in joined), default=None)


def _local_day(row: Row, athlete: Athlete) -> date:
    return utc_aware(row["started_at"]).astimezone(athlete.zone).date()


@cache
def _references() -> dict[str, dict[str, str]]:
    return {
        key: {
            "author": reference.author or "",
            "year": str(reference.year or ""),
            "title": reference.title,
            "address": reference.where,
        }
        for key, reference in references().items()
    }


def _known(value: Any) -> Any:
    return None if value is None or math.isnan(value) else value


def _provenance(row: Row, sensors: Mapping[str, str]) -> dict[str, str]:
    return {
        "run": row["run_id"],
        "raw file": row["raw_sha256"][:12],
        "sensor": ", ".join(sorted(set(sensors.values()))) or "none",
        "metrics": f"version {row['metrics_version']}",
        "rules": f"version {row['rules_version']}",
    }
