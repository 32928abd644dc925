"""Where each page is."""

import string

import pytest

from niggle.reports import paths


@pytest.mark.parametrize("name", ["ada", "ada-20260302T063000Z", "Ada_2"])
def test_a_plain_name_is_its_own_file_name(name):
    assert paths.slug(name) == name


@pytest.mark.parametrize("name", ["../../etc/passwd", "Läufer", "a b", "a/b", "", "-a-", "..", "a.b", "<script>"])
def test_any_other_is_made_plain_and_told_apart(name):
    made = paths.slug(name)
    assert made
    assert set(made) <= set(string.ascii_letters + string.digits + "_-")
    assert made != name


def test_names_that_look_alike_made_plain_stay_apart():
    assert len({paths.slug(name) for name in ("a b", "a/b", "a.b", "a-b", "ä-b")}) == 5


def test_no_two_pages_are_in_one_place():
    made = [
        paths.INDEX, paths.LOGIN, paths.run_path("x"), paths.pain_path("x"), paths.athlete_path("x"),
        paths.year_path("x", 2026), paths.coach_path("x"), paths.week_path("x"), paths.day_path("x"),
        paths.runs_csv_path("x"), paths.runs_parquet_path("x"),
        paths.squad_path("x"), paths.squad_csv_path("x"), paths.squad_parquet_path("x"),
    ]  # fmt: skip
    assert len(set(made)) == len(made)
    assert not any(path.startswith("/") for path in made)
