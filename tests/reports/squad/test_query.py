"""A squad's rows out of a store whose runs are written down here, one by one."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from niggle.config import Athlete, Config, StoreConfig
from niggle.consent import HANDED_ON, OWN, Visibility
from niggle.records.standings import standings
from niggle.reports.coach.query import coach_view, coach_views
from niggle.reports.index.query import index_view
from niggle.reports.squad.query import squad_view, zone_of
from niggle.reports.squad.query.latest import change_of
from niggle.reports.squad.query.told import told_of_runs
from niggle.reports.squad.view import Change, DayMark, SquadRow
from niggle.steps.night import publish
from niggle.store import Published, Reader, Store
from niggle.store.database import utc_naive
from niggle.store.layout import athlete_store, published

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Kept:
    """A store to write runs into, and the configuration over it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.athletes: list[Athlete] = []
        self._rows: dict[str, dict[str, list[dict[str, Any]]]] = {}

    @property
    def config(self) -> Config:
        return Config(store=StoreConfig(path=self.root), athletes=tuple(self.athletes))

    def athlete(self, athlete_id: str, shares: str = "details", **more: Any) -> Athlete:
        athlete = Athlete(
            id=athlete_id,
            name=athlete_id.title(),
            **{"squad": "club", "share_with_coach": shares, **more},
        )
        self.athletes.append(athlete)
        return athlete

    def run(
        self,
        athlete_id: str,
        status: str = "clear",
        *,
        days_ago: float = 0,
        run_id: str | None = None,
        provisional: bool = False,
        word: str = "usual",
        who_may_see: str = "consented",
        expires_at: datetime | None = None,
        report: Mapping[str, Any] | None = None,
        met: tuple[tuple[str, str], ...] = (),
        metrics: tuple[tuple[str, float, float, str, bool], ...] = (),
    ) -> str:
        """Write a run down; `met` are criteria as (group, id), `metrics` (name, difference, z, unit, is_altered)."""
        started_at = NOON - timedelta(days=days_ago)
        run_id = run_id or f"{athlete_id}-{started_at:%Y%m%dT%H%M%S}"
        versions = {"raw_sha256": "0" * 64, "metrics_version": 1, "rules_version": 1}
        run = {"run_id": run_id, "athlete_id": athlete_id, "started_at": utc_naive(started_at), "source": "folder"}
        run |= {"surface": "road", "raw_sha256": "0" * 64, "session_index": 0, "pauses_s": []}
        run |= {"who_may_see": who_may_see, "may_feed_baselines": True}
        run["expires_at"] = None if expires_at is None else utc_naive(expires_at)
        self._add(athlete_id, "runs", run)
        said = {"summary": f"why {run_id}", "questions": [], "question_ids": [], "choices": [], "look_again": ""}
        self._add(
            athlete_id, "statuses", {"run_id": run_id, "status": status, "provisional": provisional, **said, **versions}
        )
        stride = {"run_id": run_id, "word": word, "is_learning": False, "explanations": []}
        self._add(athlete_id, "stride_verdicts", {**stride, **versions})
        for position, (group, criterion) in enumerate(met):
            row = {"run_id": run_id, "position": position, "id": criterion, "group": group, "status": "met"}
            self._add(athlete_id, "criteria", {**row, "evidence": "e", "references": [], "is_marginal": False})
        for position, (name, difference, z, unit, is_altered) in enumerate(metrics):
            row = {"run_id": run_id, "position": position, "name": name, "value": 50.0, "expected": 50.0}
            row |= {"difference": difference, "z": z, "unit": unit, "is_altered": is_altered}
            self._add(athlete_id, "stride_metrics", {**row, "expected_low": 49.0, "expected_high": 51.0})
        if report is not None:
            answers = {"site": None, "side": None, "peak": None, **report}
            self._add(
                athlete_id,
                "pain_reports",
                {"report_id": run_id, "athlete_id": athlete_id, "raw_sha256": "0" * 64, "position": 0}
                | {"joined_run_id": run_id, "source": "diary", **answers},
            )
        return run_id

    def weekly(self, athlete_id: str, day: date) -> None:
        row = {"check_in_id": f"{athlete_id}{day}", "athlete_id": athlete_id, "raw_sha256": "0" * 64}
        self._add(athlete_id, "weekly_check_ins", {**row, "position": 0, "date": day})

    def _add(self, athlete_id: str, table: str, row: dict[str, Any]) -> None:
        self._rows.setdefault(athlete_id, {}).setdefault(table, []).append(row)

    @contextmanager
    def results(self) -> Iterator[Published]:
        for athlete_id, tables in self._rows.items():
            with athlete_store(self.root, athlete_id).write() as writer:
                for table, rows in tables.items():
                    writer.insert(table, rows)
        self._rows.clear()
        for athlete in self.athletes:
            publish(self.config, athlete, clock=lambda: NOON)
        with published(self.root) as results:
            yield results

    def rows(self) -> dict[str, SquadRow]:
        with self.results() as results:
            return {row.athlete_id: row for row in squad_view(results, self.config, "club", now=NOON).rows}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """An empty store."""
    return Kept(tmp_path / "data")


def test_a_row_tells_of_the_latest_run_and_since_when_it_has_been_so(kept: Kept) -> None:
    kept.athlete("ada")
    kept.run("ada", "clear", days_ago=9, report={"peak": 0})
    kept.run("ada", "adapt", days_ago=7)
    kept.run("ada", "clear", days_ago=5)
    kept.run("ada", "adapt", days_ago=3, report={"peak": 3, "site": "knee", "side": "left"})
    newest = kept.run("ada", "adapt", days_ago=1)
    row = kept.rows()["ada"]
    assert (row.status, row.run_id) == ("adapt", newest)
    assert (row.since, row.last_run, row.last_report) == (date(2026, 2, 27), date(2026, 3, 1), date(2026, 2, 27))
    assert (row.unreported, row.recent_runs, row.silent_runs) == (3, 5, 1)
    assert [mark.status for mark in row.days] == ["clear", "adapt", "clear", "adapt", "adapt"]


def test_days_are_the_athletes_own(kept: Kept) -> None:
    kept.athlete("kiri", timezone="Pacific/Auckland")
    kept.run("kiri", days_ago=0, report={"peak": 0})
    row = kept.rows()["kiri"]
    assert (row.since, row.last_run, row.last_report) == (date(2026, 3, 3),) * 3
    assert row.days == (DayMark(date(2026, 3, 3), "clear"),)


def test_where_it_hurt_and_the_change_come_from_the_latest_run(kept: Kept) -> None:
    kept.athlete("ada")
    kept.run("ada", "concern", days_ago=2, report={"peak": 9, "site": "hip", "side": "both"})
    balance = ("stance_time_balance_left_pct", -1.7, -4.0, "pp", True)
    metrics = (("cadence_spm", -4.0, -9.0, "%", True), balance)
    kept.run("ada", "concern", word="altered", metrics=metrics, report={"peak": 5, "site": "shin", "side": "left"})
    row = kept.rows()["ada"]
    assert (row.verdict, row.change) == ("altered", Change("stance_time_balance_left_pct", -1.7, "pp"))
    assert (row.pain_site, row.pain_side, row.pain_worst) == ("shin", "left", 5)


def test_only_what_is_shared_is_in_a_row(kept: Kept) -> None:
    for shares in ("none", "status", "details"):
        kept.athlete(shares, shares)
        kept.run(shares, "adapt", days_ago=1, word="altered", report={"peak": 3, "site": "knee", "side": "left"})
        kept.weekly(shares, date(2026, 1, 1))
    rows = kept.rows()
    assert rows["none"] == SquadRow(athlete_id="none", name="None", shares="none")
    day = date(2026, 3, 1)
    assert rows["status"] == SquadRow(
        athlete_id="status",
        name="Status",
        status="adapt",
        since=day,
        last_run=day,
        days=(DayMark(day, "adapt"),),
        shares="status",
    )
    assert rows["details"].pain_worst == 3


def test_who_shares_nothing_does_not_even_move_the_day_that_the_table_is_of(kept: Kept) -> None:
    kept.athlete("ada")
    kept.athlete("bo", "none")
    kept.run("ada", days_ago=5)
    kept.run("bo", days_ago=0)
    with kept.results() as results:
        assert squad_view(results, kept.config, "club", now=NOON).as_of == date(2026, 2, 25)


@pytest.mark.parametrize(("consents", "tells"), [(False, False), (True, True)])
def test_a_reason_that_is_mood_alone_needs_a_consent_of_its_own(kept: Kept, consents: bool, tells: bool) -> None:
    kept.athlete("ada", share_mood_with_coach=consents)
    kept.athlete("ben", share_mood_with_coach=consents)
    mood = ("concern", "affects_mood_sleep_confidence")
    kept.run("ada", "concern", met=(mood,))
    kept.run("ben", "concern", met=(mood, ("concern", "sharp")))
    rows = kept.rows()
    assert rows["ada"].status == "concern"
    assert rows["ada"].grounds == (("affects_mood_sleep_confidence",) if tells else ("kept",))
    assert rows["ben"].grounds == (("affects_mood_sleep_confidence", "sharp") if tells else ("sharp",))


def test_pain_of_the_next_morning_alone_is_not_told_as_no_pain(kept: Kept) -> None:
    kept.athlete("ada")
    kept.run("ada", "adapt", report={"peak": 0, "next_morning": 3, "site": "knee", "side": "left"})
    assert kept.rows()["ada"].pain_worst == 3


def test_a_concern_without_a_criterion_is_one_of_the_score(kept: Kept) -> None:
    kept.athlete("ada")
    kept.run("ada", "concern", report={"peak": 7, "site": "knee", "side": "left"})
    assert kept.rows()["ada"].grounds == ("high_pain",)


def test_what_only_the_athlete_may_see_and_what_is_over_is_not_there(kept: Kept) -> None:
    athlete = kept.athlete("ada")
    kept.run("ada", "clear", days_ago=4)
    kept.run("ada", "concern", days_ago=1, who_may_see="athlete", report={"peak": 7})
    kept.run("ada", "adapt", days_ago=2, expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    row = kept.rows()["ada"]
    assert (row.status, row.last_report, len(row.days), row.recent_runs) == ("clear", None, 1, 1)
    with kept.results() as results:
        assert standings(results, [(athlete, OWN)], now=NOON)["ada"].latest.status == "concern"
        (entry,) = index_view(results, [(athlete, HANDED_ON)], now=NOON).athletes
        (own_entry,) = index_view(results, [(athlete, OWN)], now=NOON).athletes
    assert (entry.status, own_entry.status) == ("clear", "concern")


def test_reports_are_missed_over_fourteen_days_up_to_the_squads_newest_run(kept: Kept) -> None:
    kept.athlete("ada")
    kept.athlete("ben")
    kept.run("ben", days_ago=0)
    for days_ago in (3, 13, 14, 40, 55, 56):
        kept.run("ada", days_ago=days_ago)
    row = kept.rows()["ada"]
    assert (row.unreported, row.recent_runs) == (2, 2)
    assert len(row.days) == 5


def test_the_weekly_check_in_is_missed_once_the_seven_days_after_it_are_over(kept: Kept) -> None:
    for athlete_id in ("fresh", "of_this_week", "week_old", "never", "quiet"):
        kept.athlete(athlete_id, "status" if athlete_id == "quiet" else "details")
        kept.run(athlete_id)
    assert not any(row.is_weekly_due for row in kept.rows().values())  # nobody here answers one
    kept.weekly("fresh", date(2026, 1, 1))
    kept.weekly("fresh", date(2026, 3, 1))
    kept.weekly("of_this_week", date(2026, 2, 24))
    kept.weekly("week_old", date(2026, 2, 23))
    rows = kept.rows()
    assert [athlete_id for athlete_id, row in rows.items() if row.is_weekly_due] == ["week_old", "never"]
    assert rows["fresh"].weekly == date(2026, 3, 1)


def test_of_a_run_a_coach_reads_a_line_and_its_runner_the_sentence(kept: Kept) -> None:
    kept.athlete("ada")
    run_id = kept.run(
        "ada", "concern", word="altered", report={"site": "knee", "side": "left", "peak": 5},
        met=(("concern", "limping"),), metrics=(("stance_time_balance_left_pct", -1.7, -4.0, "pp", True),),
    )  # fmt: skip
    with kept.results() as results:
        reader = results.of("ada")
        (coachs,) = told_of_runs(reader, [run_id], visibility=Visibility("details")).values()
        assert coachs.summary.replace("\N{NO-BREAK SPACE}", " ") == "Left knee 5/10, limped; stride left −1.7 points."
        (own,) = told_of_runs(reader, [run_id], visibility=OWN).values()
        assert own.summary == f"why {run_id}"
        assert told_of_runs(reader, [run_id], visibility=Visibility("status")) == {}


def test_among_many_a_stride_that_only_asks_is_marked_and_pain_never_is(kept: Kept) -> None:
    weak = (("cadence_spm", 3.0, 1.5, "%", True),)
    strong = (("cadence_spm", 9.0, 9.0, "%", True),)
    for athlete_id, status, metrics in (
        ("weak", "check_in", weak),
        ("strong", "check_in", strong),
        ("hurts", "concern", weak),
    ):
        kept.athlete(athlete_id)
        kept.run(athlete_id, status, word="altered", metrics=metrics)
    rows = kept.rows()
    assert [athlete_id for athlete_id, row in rows.items() if row.may_be_chance] == ["weak"]


def test_a_metric_whose_score_is_not_known_does_no_harm(kept: Kept) -> None:
    kept.athlete("ada")
    unknown: Any = None
    kept.run("ada", "check_in", word="altered", metrics=(("cadence_spm", -3.0, unknown, "%", True),))
    assert kept.rows()["ada"].change == Change("cadence_spm", -3.0, "%")


@pytest.mark.parametrize("verdict", ["usual", "insufficient_data", None])
def test_a_stride_that_does_not_stand_out_has_no_change(verdict: str | None) -> None:
    metric = {"name": "cadence_spm", "difference": 3.0, "z": 3.0, "unit": "%", "is_altered": True}
    assert change_of(verdict, [metric]) is None
    assert change_of("altered", []) is None
    assert change_of("altered", [{**metric, "difference": None}]) is None
    assert change_of("altered", [{**metric, "is_altered": False}]) == Change("cadence_spm", 3.0, "%")


def test_what_the_coach_sees_is_the_row_of_the_table(kept: Kept) -> None:
    for number, shares in enumerate(("details", "status", "none")):
        kept.athlete(f"a{number}", shares)
        kept.run(f"a{number}", "check_in", days_ago=number, word="altered", report={"peak": number})
    alone = kept.athlete("solo", squad=None)
    kept.run("solo", "adapt", days_ago=9)
    rows = kept.rows()
    with kept.results() as results:
        views = coach_views(results, kept.config, kept.athletes, now=NOON)
        assert coach_view(results, kept.config, alone, now=NOON) == views[-1]
    assert [view.row for view in views[:3]] == [rows["a0"], rows["a1"], rows["a2"]]
    assert views[2].as_of == date(2026, 3, 2)
    assert (views[-1].row.status, views[-1].as_of, views[-1].squad) == ("adapt", date(2026, 2, 21), None)


def test_where_athletes_stand_is_what_going_through_their_runs_finds(kept: Kept) -> None:
    chance = random.Random(5)
    statuses = ("clear", "adapt", "concern")
    runs: dict[str, list[tuple[datetime, str, str, bool]]] = {}
    for number in range(30):
        athlete = kept.athlete(f"a{number}")
        for n in range(chance.randrange(12)):
            status, days_ago, is_reported = chance.choice(statuses), chance.randrange(90), chance.random() < 0.3
            run_id = f"{athlete.id}-{n}"
            kept.run(athlete.id, status, days_ago=days_ago, run_id=run_id, report={"peak": 0} if is_reported else None)
            runs.setdefault(athlete.id, []).append((NOON - timedelta(days=days_ago), run_id, status, is_reported))
    with kept.results() as results:
        found = standings(results, ((athlete, HANDED_ON) for athlete in kept.athletes), now=NOON)
    assert set(found) == set(runs)
    newest_of_all = max(start for of_athlete in runs.values() for start, *_ in of_athlete)
    for athlete_id, of_athlete in runs.items():
        of_athlete.sort()
        standing = found[athlete_id]
        assert standing.latest.run_id == of_athlete[-1][1]
        assert [run.run_id for run in standing.recent] == [
            run_id
            for start, run_id, *_ in of_athlete
            if newest_of_all - start < timedelta(days=58) or run_id == of_athlete[-1][1]
        ]
        if len({start for start, *_ in of_athlete}) == len(of_athlete):  # at the same instant there is no spell
            spell = list(takewhile(lambda run: run[2] == of_athlete[-1][2], reversed(of_athlete)))  # noqa: B023
            assert standing.since == spell[-1][0].date()
        reported = [start.date() for start, _, _, is_reported in of_athlete if is_reported]
        assert standing.last_report == max(reported, default=None)


def test_a_squads_table_opens_no_database_however_many_are_in_it(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        kept.athlete(f"a{number}")
        kept.run(f"a{number}")
    before = kept.rows()
    opened: list[Path] = []
    read: Callable[..., AbstractContextManager[Reader]] = Store.read_published

    def counted(self: Store, *instance: Any) -> AbstractContextManager[Reader]:
        opened.append(self.folder)
        return read(self, *instance)

    with kept.results() as results:
        monkeypatch.setattr(Store, "read_published", counted)
        assert {row.athlete_id: row for row in squad_view(results, kept.config, "club", now=NOON).rows} == before
        assert opened == []
        results.of("a7").rows("run_ids")  # what no squad asks
        assert [folder.name for folder in opened] == ["a7"]


def test_an_empty_squad_and_one_without_runs_have_a_table(kept: Kept) -> None:
    kept.athlete("ada")
    with kept.results() as results:
        view = squad_view(results, kept.config, "club", now=NOON)
        assert (view.as_of, [row.status for row in view.rows]) == (None, [None])
        assert squad_view(results, kept.config, "nobody", now=NOON).rows == []


def test_a_squads_page_tells_the_time_where_most_of_it_lives(kept: Kept) -> None:
    for athlete_id, zone in (("a", "UTC"), ("b", "Asia/Tokyo"), ("c", "Asia/Tokyo")):
        kept.athlete(athlete_id, timezone=zone)
    assert zone_of(kept.config, "club") == ZoneInfo("Asia/Tokyo")
    assert datetime(2026, 3, 2, tzinfo=UTC).astimezone(zone_of(kept.config, "club")).hour == 9
