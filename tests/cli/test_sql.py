import shutil

from niggle.cli import EXIT_USAGE


def test_one_statement_asks_all_athletes(tmp_path, niggle_in, squad_folder):
    for athlete_id in ("ada", "ben"):
        (tmp_path / athlete_id).mkdir()
        shutil.copy(sorted((squad_folder / athlete_id).glob("*.fit*"))[0], tmp_path / athlete_id)
    athletes = "".join(f'[[athletes]]\nid = "{one}"\nname = "{one}"\n' for one in ("ada", "ben"))
    (tmp_path / "config.toml").write_text(f'[store]\npath = "data"\n{athletes}')
    for athlete_id in ("ada", "ben"):
        assert niggle_in(tmp_path, "import", athlete_id, "--athlete", athlete_id).returncode == 0
    statement = "SELECT athlete_id, count(*) > 600 AS has FROM samples GROUP BY ALL ORDER BY 1"
    assert niggle_in(tmp_path, "sql", statement, "--format", "csv").stdout == "athlete_id,has\nada,True\nben,True\n"
    assert "ben" in niggle_in(tmp_path, "sql", "SELECT athlete_id FROM runs").stdout
    wrong = niggle_in(tmp_path, "sql", "DROP TABLE runs")
    assert (wrong.returncode, wrong.stdout) == (EXIT_USAGE, "")
    assert len(wrong.stderr.splitlines()) == 1


def test_no_text_of_an_answer_as_csv_starts_a_formula(squad, niggle_in):
    statement = """SELECT '=1+1' AS "=x", -1 AS number, 'plain' AS text"""
    answer = niggle_in(squad, "sql", statement, "--format", "csv")
    assert answer.stdout == "'=x,number,text\n'=1+1,-1,plain\n"
