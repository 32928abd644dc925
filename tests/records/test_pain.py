"""Pain reports come back out of the store as they went in."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from niggle.pain.model import PainReport
from niggle.records.pain import pain_report, pain_told, report_row, reports_of_athlete, reports_of_runs
from niggle.store import Store
from niggle.stride.model import PainTold

SAID = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
FULL = PainReport(
    report_id="r1", athlete_id="ada", run_id="ada-1", started_at=SAID, date=date(2026, 3, 2), reported_at=SAID,
    site="calf", side="left", before=0, first=3, peak=4, end=2, next_morning=1, hours_to_settle=2.5, quality="sharp",
    limped=True, changed_how_i_ran=False, note="it’s sore", source="diary",
)  # fmt: skip
BARE = PainReport(report_id="r2", athlete_id="ada", peak=0)


def put(store: Store, *reports: PainReport, **joined: str) -> None:
    with store.write() as writer:
        writer.insert(
            "pain_reports",
            [
                report_row(report)
                | {"raw_sha256": "d", "position": number, "joined_run_id": joined.get(report.report_id)}
                for number, report in enumerate(reports)
            ],
        )


def test_a_report_comes_back_as_it_was(store: Store) -> None:
    put(store, FULL, BARE)
    with store.read_main() as reader:
        assert [pain_report(row) for row in reader.rows("pain_reports_of", athlete_id="ada")] == [FULL, BARE]


def test_a_row_has_every_answer() -> None:
    assert {field.name for field in fields(PainReport)} <= set(report_row(BARE))


def test_reports_are_gathered_by_the_run_they_are_about_and_those_that_wait_for_one_are_not_there(store: Store) -> None:
    put(store, BARE, FULL, r1="ada-1")
    with store.read_main() as reader:
        assert reports_of_athlete(reader, "ada") == reports_of_runs(reader, ["ada-1"]) == {"ada-1": [FULL]}
        assert reports_of_runs(reader, ["ada-2"]) == reports_of_athlete(reader, "ben") == {}


@pytest.mark.parametrize(
    ("reports", "told"),
    [
        ([], None),
        ([PainReport(report_id="r", athlete_id="ada", note="new shoes")], None),
        ([BARE], PainTold(0, False, None)),
        ([FULL, BARE], PainTold(4, True, "left")),
        (
            [FULL, PainReport(report_id="r", athlete_id="ada", site="knee", side="right", peak=2)],
            PainTold(4, True, None),
        ),
        ([PainReport(report_id="r", athlete_id="ada", site="lower_back", peak=6)], PainTold(6, False, None)),
    ],
)
def test_what_a_verdict_is_told_of_pain(reports: list[PainReport], told: PainTold | None) -> None:
    assert pain_told(reports) == told
