"""`niggle forget run`: gone for good, until its owner has it back."""

import json

LATEST = "cleo-20260224T074831Z"


def run_ids(niggle_in, folder) -> list[str]:
    return [run["run_id"] for run in json.loads(niggle_in(folder, "flags", "--format", "json").stdout)]


def test_a_run_is_forgotten_and_comes_back(niggle_in, own_squad):
    before = run_ids(niggle_in, own_squad)
    gone = niggle_in(own_squad, "forget", "run", LATEST)
    assert gone.returncode == 0, gone.stderr
    assert f"niggle forget run {LATEST} --undo" in gone.stderr
    assert run_ids(niggle_in, own_squad) == [run_id for run_id in before if run_id != LATEST]
    back = niggle_in(own_squad, "forget", "run", LATEST, "--undo")
    assert (back.returncode, back.stderr) == (0, f"{LATEST}: is back\n")
    assert run_ids(niggle_in, own_squad) == before


def test_a_run_that_is_not_there_is_named(niggle_in, squad):
    answer = niggle_in(squad, "forget", "run", "cleo-1")
    assert answer.returncode == 2
    assert "cleo-1" in answer.stderr
    assert "Traceback" not in answer.stderr
