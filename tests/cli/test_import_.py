"""`niggle import`: what is new comes in, once."""


def test_import_again_adds_nothing(niggle_in, own_squad, project_root):
    answer = niggle_in(own_squad, "import", project_root / "fixtures" / "squad" / "emil", "--athlete", "emil")
    assert answer.returncode == 0
    assert "nothing new" in answer.stderr
    assert answer.stdout == ""


def test_the_first_import_of_all_counts_its_runs(niggle_in, project_root, tmp_path):
    (tmp_path / "config.toml").write_text('[store]\npath = "data"\n[[athletes]]\nid = "cleo"\nname = "Cleo"\n')
    answer = niggle_in(tmp_path, "import", project_root / "fixtures" / "squad" / "cleo")
    assert answer.returncode == 0, answer.stderr
    assert "22 runs are new" in answer.stderr
