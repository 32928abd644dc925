"""`niggle import`: what is new comes in, once."""


def test_import_again_adds_nothing(niggle_in, own_squad, project_root):
    answer = niggle_in(own_squad, "import", project_root / "fixtures" / "squad" / "emil", "--athlete", "emil")
    assert answer.returncode == 0
    assert "nothing new" in answer.stderr
    assert answer.stdout == ""
