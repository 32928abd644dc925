"""What may be seen is decided by one view: every mix of terms, viewer and moment, and whoever shows runs asks it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest

import niggle
from niggle.config import Athlete
from niggle.consent import HANDED_ON, NOTHING, OWN, Visibility
from niggle.records.visibility import viewer
from niggle.store import Reader, Store
from niggle.store.database import utc_naive

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADA, BEN = Athlete(id="ada", name="Ada"), Athlete(id="ben", name="Ben")
STATUS = Visibility("status")
MOMENT = timedelta(microseconds=1)
EXPIRES = {"never": None, "later": NOW + MOMENT, "now": NOW, "before": NOW - MOMENT}

SOURCES = Path(niggle.__file__).parent
SQL = {
    path.name.removesuffix(".sql"): path.read_text(encoding="utf-8")
    for path in files("niggle.store").joinpath("sql").iterdir()
}
# The rooms that show something, and the steps that do; all others are the night's, which works on every run.
SHOWS = ("records/", "reports/", "web/", "cli/", "frames.py")
SHOWING_STEPS = ("report", "squad_tables", "notices", "notify", "outgoing", "study")
NOT_THROUGH_THE_VIEW = {
    "run_owner": "says whose run it is, so that what may be seen of it can be asked; what it finds is shown to nobody",
    "counts": "how many runs there are, for whoever keeps this niggle",
    "sensors_seen": "which sensors there are, for whoever keeps this niggle",
    "pages_of": "which pages there are and how large, so that a damaged one is drawn again",
    "runs_without_page": "the ids of the runs whose pages are to be drawn, which then ask the view",
    "run_ids": "the ids of the runs whose pages are to be taken away",
    "run_times": "the times of the runs that a report may be about; shows none",
    "runs_of_files": "which runs came of files that their runner has just added, so that what may be seen can be asked",
    "runs_in_order": "how many runs are left out of a study table; shows none",
}
# Decide which words may speak of which run, what a night finds to do, and how long an answer about runs holds.
SPEAK_OF_RUNS = {"runs_of_notes", "note_questions_of", "how_long_it_holds", "what_waits"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A run of each kind for two athletes, named for its terms."""
    store = Store(tmp_path_factory.mktemp("visible") / "data")
    with store.write() as writer:
        writer.insert(
            "runs",
            [
                {
                    "run_id": f"{athlete_id}-{who}-{when}", "athlete_id": athlete_id, "started_at": utc_naive(NOW),
                    "surface": "road", "source": "x", "raw_sha256": "a", "session_index": 0, "pauses_s": [],
                    "who_may_see": who, "expires_at": None if moment is None else utc_naive(moment),
                }
                for athlete_id, who, (when, moment) in product(
                    ("ada", "ben"), ("consented", "athlete"), EXPIRES.items()
                )
            ],
        )  # fmt: skip
    store.publish()
    return store


@pytest.fixture(params=["main", "published"])
def reader(store: Store, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Both databases: they have the same view."""
    with store.read_main() if request.param == "main" else store.read_published() as reader:
        yield reader


def seen(reader: Reader, *sights: tuple[Athlete, Visibility], now: datetime = NOW) -> set[str]:
    question = {"run_id": "", **viewer(sights, now)}
    every = (f"{a}-{w}-{e}" for a, w, e in product(("ada", "ben"), ("consented", "athlete"), EXPIRES))
    return {run_id for run_id in every if reader.rows("run_told", **question | {"run_id": run_id})}


@pytest.mark.parametrize("level", [HANDED_ON, STATUS])
def test_others_see_what_the_terms_of_a_source_allow_until_it_expires(reader: Reader, level: Visibility) -> None:
    assert seen(reader, (ADA, level)) == {"ada-consented-never", "ada-consented-later"}


def test_the_athlete_also_sees_what_is_for_their_eyes_alone_and_nothing_that_has_expired(reader: Reader) -> None:
    assert seen(reader, (ADA, OWN)) == {
        f"ada-{who}-{when}" for who in ("consented", "athlete") for when in ("never", "later")
    }


def test_whoever_sees_several_athletes_sees_each_by_their_own_terms(reader: Reader) -> None:
    both = seen(reader, (ADA, HANDED_ON), (BEN, OWN))
    assert both == seen(reader, (ADA, HANDED_ON)) | seen(reader, (BEN, OWN))
    assert len(both) == 6


def test_nobody_sees_anything_of_who_shares_nothing(reader: Reader) -> None:
    assert seen(reader) == seen(reader, (ADA, NOTHING), (BEN, Visibility("none", is_own=True))) == set()


def test_what_expires_is_gone_from_that_moment_on(reader: Reader) -> None:
    assert "ada-consented-later" not in seen(reader, (ADA, HANDED_ON), now=NOW + MOMENT)
    assert "ada-consented-now" in seen(reader, (ADA, HANDED_ON), now=NOW - MOMENT)


def test_a_store_that_is_written_anew_and_a_snapshot_made_of_an_older_one_still_have_the_view(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    for day in range(2):
        with store.write() as writer:
            writer.insert("second_opinions", [{
                "manufacturer": "m", "product": "p", "firmware": str(day), "raw_sha256": "a", "differing_cells": 0,
                "detail": "",
            }])  # fmt: skip
        store.publish()
    store.shred()
    for looking in (store.read_main, store.read_published):
        with looking() as reader:
            assert seen(reader, (ADA, OWN)) == set()


def showing_modules() -> list[Path]:
    steps = [SOURCES / "steps" / f"{name}.py" for name in SHOWING_STEPS]
    rooms = [path for room in SHOWS for path in [SOURCES / room, *(SOURCES / room).rglob("*.py")] if path.is_file()]
    return [*rooms, *steps]


def statements_that_show() -> set[str]:
    names = re.compile(r'"(\w+)"')
    return {
        name for path in showing_modules() for name in names.findall(path.read_text(encoding="utf-8")) if name in SQL
    }


def test_every_question_about_runs_that_shows_something_goes_through_the_view() -> None:
    on_runs = {name for name in statements_that_show() if re.search(r"\b(FROM|JOIN)\s+(\w+\.)?runs\b", SQL[name])}
    assert on_runs == set(NOT_THROUGH_THE_VIEW)
    through = {name for name in statements_that_show() if "visible_runs(" in SQL[name]}
    assert {"results", "athlete_runs", "squad_runs", "run_told", "latest_runs"} <= through


def test_no_statement_says_again_what_may_be_seen() -> None:
    says = re.compile(r"who_may_see\s*(=|<>|IN\b|IS\b)|expires_at\s*[<>]|\bmay_be_seen\b(?!\()")
    assert {
        name for name, text in SQL.items() if says.search(text) and not text.lstrip("-").startswith("UPDATE")
    } == SPEAK_OF_RUNS


def test_only_the_function_that_says_who_looks_fills_in_the_view() -> None:
    fills = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if re.search(r"\b(seen_ids|own_ids)\b", path.read_text(encoding="utf-8"))
    }
    assert fills == {"records/visibility.py"}
