"""What an athlete's pages are drawn from, out of a store whose runs are written down here, one by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from niggle.config import Athlete, FolderConfig
from niggle.consent import HANDED_ON, KEPT_REASON, NOTHING, OWN, Visibility
from niggle.errors import NotFoundError
from niggle.reports.athlete.query import athlete_view, year_view
from niggle.reports.athlete.view import AthleteView, Known
from niggle.store import Reader, Store
from niggle.store.database import utc_naive

TUESDAY = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
STRAP, OTHER_STRAP, WATCH = "garmin:hrm_pro:aaaaaa", "garmin:hrm_pro:bbbbbb", "garmin:wrist:cccccc"
BALANCE, STANCE, CADENCE = "stance_time_balance_left_pct", "stance_time_ms", "cadence_spm"
DETAILS = Visibility("details")


class Diary:
    """A store of one athlete to write into."""

    def __init__(self, folder: Path, **more: Any) -> None:
        self.store = Store(folder)
        self.athlete = Athlete(id="ada", name="Ada", timezone=more.pop("timezone", "Europe/London"), **more)
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def run(self, days_ago: float = 0, status: str = "clear", *, sensor: str = STRAP, **more: Any) -> str:
        """A run of an hour; `report` are answers of the diary, `met` criteria as (group, id), `band` of the balance."""
        at = utc_naive(TUESDAY - timedelta(days=days_ago))
        run_id = f"ada-{at:%Y%m%dT%H%M%S}"
        versions = {"raw_sha256": run_id, "metrics_version": 1, "rules_version": 1}
        run = {
            "run_id": run_id, "athlete_id": "ada", "started_at": at, "source": "folder", "surface": "road",
            "raw_sha256": run_id, "session_index": 0, "pauses_s": [], "distance_m": 10_000.0,
            "moving_time_s": more.get("minutes", 60.0) * 60, "who_may_see": more.get("who_may_see", "consented"),
            "may_feed_baselines": True, "expires_at": more.get("expires_at"),
        }  # fmt: skip
        self._add("runs", run)
        said = {"summary": f"why {run_id}", "questions": [], "question_ids": [], "choices": [], "look_again": "Later."}
        self._add("statuses", {"run_id": run_id, "status": status, "provisional": False, **said, **versions})
        word = more.get("word", "usual")
        self._add("stride_verdicts", {"run_id": run_id, "word": word, "is_learning": False, "explanations": [],
                                      **versions})  # fmt: skip
        metrics = [CADENCE] if sensor == WATCH else [BALANCE, STANCE, CADENCE]
        for metric in metrics:
            self._add("run_sensors", {"run_id": run_id, "metric": metric, "sensor": sensor})
        gait = {"run_id": run_id, "surface": "road", "eligible_s": more.get("eligible_s", 1800.0), "excluded_s": {},
                "speed_mps": 3.0, "sensors": dict.fromkeys(metrics, sensor), **dict.fromkeys((BALANCE, STANCE)),
                **dict.fromkeys(metrics, 50.0)}  # fmt: skip
        self._add("run_gait", {**gait, "raw_sha256": run_id, "metrics_version": 1})
        if (band := more.get("band")) is not None:
            row = {"run_id": run_id, "position": 0, "name": BALANCE, "value": 50.5, "expected": 50.0, "difference": 0.5,
                   "z": 1.0, "unit": "pp", "is_altered": word == "altered"}  # fmt: skip
            self._add("stride_metrics", {**row, "expected_low": band[0], "expected_high": band[1]})
        for position, (group, criterion) in enumerate(more.get("met", ())):
            row = {"run_id": run_id, "position": position, "id": criterion, "group": group, "status": "met"}
            self._add("criteria", {**row, "evidence": "e", "references": [], "is_marginal": False})
        if (report := more.get("report")) is not None:
            row = {"report_id": run_id, "athlete_id": "ada", "raw_sha256": run_id, "position": 0, "source": "diary"}
            self._add("pain_reports", {**row, "joined_run_id": run_id, **dict.fromkeys(("site", "side", "peak")),
                                       **report})  # fmt: skip
        return run_id

    def weekly(self, day: date, **answers: int) -> None:
        row = {"check_in_id": f"{day}", "athlete_id": "ada", "raw_sha256": "0", "position": 0, "date": day}
        names = ("participation", "volume", "performance", "pain", "mood", "sleep", "confidence")
        self._add("weekly_check_ins", {**row, **{name: answers.get(name) for name in names}})

    def recording(self, source: str, days_ago: float) -> None:
        at = utc_naive(TUESDAY - timedelta(days=days_ago))
        sha256 = f"{source}{days_ago}"
        self._add("recordings", {
            "athlete_id": "ada", "raw_sha256": sha256, "session_index": 0, "own_run_id": "x", "started_at": at,
            "balance_samples": 0, "samples": 1,
        })  # fmt: skip
        self._add("raw_files", {
            "sha256": sha256, "athlete_id": "ada", "kind": "activity", "source": source, "origin": "o",
            "landed_at": at, "outcome": "decoded", "defects": [],
        })  # fmt: skip

    def _add(self, table: str, row: dict[str, Any]) -> None:
        self._rows.setdefault(table, []).append(row)

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        with self.store.write() as writer:
            for table, rows in self._rows.items():
                for row in rows:
                    writer.insert(table, [row])
        self._rows.clear()
        self.store.publish()
        with self.store.read_published() as reader:
            yield reader

    def view(self, visibility: Visibility = OWN) -> AthleteView:
        with self.reader() as reader:
            return athlete_view(reader, self.athlete, visibility=visibility, now=TUESDAY)

    def known(self, visibility: Visibility = OWN) -> Known:
        known = self.view(visibility).known
        assert known is not None
        return known


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    """An athlete without runs."""
    return Diary(tmp_path / "data")


def test_an_athlete_without_runs_has_sources_and_nothing_else(tmp_path):
    diary = Diary(tmp_path / "data", sources=(FolderConfig(kind="folder", path=tmp_path),))
    view = diary.view()
    assert (list(view.runs), view.count, view.years, view.trends) == ([], 0, (), ())
    assert view.known is not None
    assert [(source.kind, source.is_configured, source.last) for source in view.known.sources] == [
        ("folder", True, None)
    ]
    other = diary.view(HANDED_ON)
    assert other.known is not None
    assert other.known.sources == ()


def test_the_newest_runs_are_shown_and_all_are_counted(diary):
    for days_ago in (0, 30, 200, 500):
        diary.run(days_ago)
    view = diary.view()
    assert [run.local_start.date() for run in view.runs] == [date(2026, 2, 1), date(2026, 3, 3)]
    assert (view.count, view.years, view.first_run) == (4, (2026, 2025, 2024), date(2024, 10, 19))
    assert view.look_again == "Later."


def test_days_and_years_are_the_athletes_own(tmp_path):
    diary = Diary(tmp_path / "data", timezone="Pacific/Auckland")
    late = (TUESDAY - datetime(2025, 12, 31, 20, tzinfo=UTC)) / timedelta(days=1)
    diary.run(late)
    view = diary.view()
    assert view.years == (2026,)
    assert view.runs[0].local_start.date() == date(2026, 1, 1)
    with diary.reader() as reader:
        assert len(year_view(reader, diary.athlete, 2026, now=TUESDAY).runs) == 1
        with pytest.raises(NotFoundError):
            year_view(reader, diary.athlete, 2025, now=TUESDAY)


def test_who_may_see_the_status_gets_nothing_else(diary):
    diary.run(1, "concern", report={"site": "knee", "side": "left", "peak": 5})
    diary.run(0, "clear")
    view = diary.view(Visibility("status"))
    assert [(run.run_id, run.status, run.summary, run.distance_m) for run in view.runs] == [
        ("", "concern", "", None), ("", "clear", "", None)
    ]  # fmt: skip
    assert (view.look_again, list(view.trends), list(view.pain.weeks), list(view.pain.episodes)) == ("", [], [], [])
    with diary.reader() as reader:
        assert {
            run.summary
            for run in year_view(reader, diary.athlete, 2026, visibility=Visibility("status"), now=TUESDAY).runs
        } == {""}
        assert athlete_view(reader, diary.athlete, visibility=NOTHING, now=TUESDAY).runs == []


def test_what_is_the_athletes_alone_or_has_expired_is_not_there_for_others(diary):
    diary.run(3)
    diary.run(2, who_may_see="athlete", report={"site": "knee", "side": "left", "peak": 5})
    diary.run(1, expires_at=utc_naive(TUESDAY - timedelta(hours=1)))
    assert diary.view().count == 2
    assert len(diary.view().pain.episodes) == 1
    other = diary.view(DETAILS)
    assert other.count == 1
    assert list(other.pain.episodes) == []
    assert [week.minutes for week in other.pain.weeks] == [60.0]
    assert other.known is not None
    assert (other.known.counted, other.known.unreported_run) == (1, None)


def test_a_reason_that_is_mood_alone_stays_private(diary):
    mood, pain = ("concern", "affects_mood_sleep_confidence"), ("concern", "worsens")
    diary.run(2, "concern", met=(mood,))
    diary.run(1, "concern", met=(mood, pain))
    newest = diary.run(0, "concern", met=(("monitor", "warms_up"), mood))
    kept = diary.view(DETAILS)
    assert [run.summary == KEPT_REASON for run in kept.runs] == [True, False, True]
    assert kept.look_again == ""
    assert diary.view(OWN).runs[-1].summary == f"why {newest}"
    assert diary.view(HANDED_ON).runs[-1].summary == "Touches mood, sleep or confidence."


def test_feelings_are_for_who_may_see_them(diary):
    diary.run(7)
    diary.run(0)
    diary.weekly(date(2026, 3, 1), participation=1, volume=1, performance=0, pain=2, mood=2, sleep=3, confidence=4)
    (own,) = diary.view().pain.check_ins
    assert (own.score, own.mood, own.sleep, own.confidence) == (33, 2, 3, 4)
    (shared,) = diary.view(DETAILS).pain.check_ins
    assert (shared.score, shared.mood, shared.sleep, shared.confidence) == (33, None, None, None)
    assert diary.known().last_check_in == date(2026, 3, 1)


def test_a_trend_has_the_judged_value_over_its_band_and_the_sensor(diary):
    diary.run(9, sensor=OTHER_STRAP)
    diary.run(6, band=(49.0, 51.0))
    diary.run(3, band=(49.5, 51.5), word="altered")
    diary.run(100)
    (trend,) = (trend for trend in diary.view().trends if trend.name == BALANCE)
    assert [(point.value, point.band, point.is_altered) for point in trend.points] == [
        (50.0, None, False), (50.5, (49.0, 51.0), False), (50.5, (49.5, 51.5), True)
    ]  # fmt: skip
    assert [point.sensor for point in trend.points] == [OTHER_STRAP, STRAP, STRAP]


def test_a_metric_that_was_not_measured_has_no_trend(diary):
    diary.run(1, sensor=WATCH)
    diary.run(0, sensor=WATCH)
    assert [trend.name for trend in diary.view().trends] == [CADENCE]


def test_pain_is_an_episode_over_weeks_of_training(diary):
    for week in range(4, 9):  # five weeks of three hours, before the pain
        for day in (0, 2, 4):
            diary.run(7 * week + day)
    for week in range(4):  # then one hour a week, and the pain stays
        diary.run(7 * week + 6, report={"site": "achilles", "side": "left", "peak": 4})
    diary.run(0, report={"peak": 0})
    pain = diary.view().pain
    (episode,) = pain.episodes
    assert (episode.site, episode.side, [mark.worst for mark in episode.marks]) == ("achilles", "left", [4] * 4)
    assert [start.date() for start in pain.free] == [date(2026, 3, 3)]
    weeks = {week.monday: week for week in pain.weeks}
    assert weeks[date(2026, 1, 26)].usual_min is None
    assert weeks[date(2026, 2, 2)].usual_min == 180.0
    cut = {monday.isoformat(): week.is_cut for monday, week in weeks.items() if monday >= date(2026, 2, 2)}
    # It began on a Wednesday: that week was half over, and the last one is not over yet.
    assert cut == {
        "2026-02-02": False, "2026-02-09": True, "2026-02-16": True, "2026-02-23": True, "2026-03-02": False
    }  # fmt: skip
    assert weeks[date(2026, 3, 2)].is_over is False


def test_a_week_that_is_not_over_is_never_cut(diary):
    for week in range(1, 8):
        diary.run(7 * week)
        diary.run(7 * week + 2, report={"site": "knee", "side": "right", "peak": 3} if week == 1 else None)
    diary.run(0, minutes=5.0, report={"site": "knee", "side": "right", "peak": 3})
    newest = diary.view().pain.weeks[-1]
    assert newest.usual_min is not None
    assert (newest.is_over, newest.is_cut) == (False, False)


def test_half_a_year_is_shown_at_most_and_what_began_before_is_cut_off(diary):
    for week in range(40):
        diary.run(7 * week, report={"site": "knee", "side": "left", "peak": 2})
    pain = diary.view().pain
    assert len(pain.weeks) == 26
    assert all(mark.at.date() >= pain.weeks[0].monday for episode in pain.episodes for mark in episode.marks)


def test_what_is_known_of_sensors_and_reports(diary):
    diary.run(80, sensor=OTHER_STRAP)
    for days_ago in range(20, 0, -1):
        diary.run(days_ago, report={"peak": 0} if days_ago > 4 else None)
    newest = diary.run(0, sensor=WATCH, report={"site": None})
    known = diary.known()
    assert [(sensor.sensor, sensor.first, sensor.last) for sensor in known.sensors] == [
        (WATCH, date(2026, 3, 3), date(2026, 3, 3)), (STRAP, date(2026, 2, 11), date(2026, 3, 2))
    ]  # fmt: skip
    assert known.last_balance == date(2026, 3, 2)
    assert (known.reported, known.counted, known.unreported_run) == (9, 14, newest)  # nothing said is no report


def test_a_baseline_counts_the_runs_that_the_next_one_would_be_compared_with(diary):
    for days_ago in range(12, 0, -1):
        hurts = {"site": "knee", "side": "left", "peak": 4} if days_ago == 6 else None
        eligible_s = 60.0 if days_ago == 5 else 1800.0
        diary.run(days_ago, report=hurts, eligible_s=eligible_s, word="altered" if days_ago == 7 else "usual")
    diary.run(0)
    known = diary.known()
    (baseline,) = known.baselines
    # Of 13 runs one hurt, one was altered and one was too short; none is spared while there are so few.
    assert (baseline.surface, baseline.counts[BALANCE]) == ("road", 10)
    assert (known.needed, known.least) == (10, 6)


def test_a_new_strap_begins_anew(diary):
    for days_ago in range(12, 2, -1):
        diary.run(days_ago, sensor=OTHER_STRAP)
    diary.run(1)
    diary.run(0)
    (baseline,) = diary.known().baselines
    assert baseline.counts[BALANCE] == 2


def test_sources_tell_their_newest_run_and_only_to_the_athlete(tmp_path):
    diary = Diary(tmp_path / "data", sources=(FolderConfig(kind="folder", path=tmp_path),))
    diary.run(0)
    diary.recording("strava", 40)
    diary.recording("strava", 4)
    sources = [(source.kind, source.is_configured, source.last) for source in diary.known().sources]
    assert sources == [("folder", True, None), ("strava", False, date(2026, 2, 27))]
    assert diary.known(DETAILS).sources == ()
