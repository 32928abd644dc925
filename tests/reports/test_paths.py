"""Where each page is."""

from niggle.reports import paths


def test_no_two_pages_are_in_one_place():
    made = [
        paths.INDEX, paths.LOGIN, paths.run_path("x"), paths.pain_path("x"), paths.athlete_path("x"),
        paths.year_path("x", 2026), paths.coach_path("x"), paths.week_path("x"), paths.runs_csv_path("x"),
        paths.runs_parquet_path("x"), paths.squad_path("x"), paths.squad_csv_path("x"), paths.squad_parquet_path("x"),
        paths.squad_table_path("x"), paths.squad_week_path("x"), paths.tending_path("x", "x"),
        paths.upload_path("x"),
    ]  # fmt: skip
    assert len(set(made)) == len(made)
    assert not any(path.startswith("/") for path in made)
