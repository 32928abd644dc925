"""`niggle pain undo`: what was entered is taken back, and what is true then is said."""

import json

KNEE = ("pain", "add", "--athlete", "emil", "--site", "knee", "--side", "left")
UNDO = ("pain", "undo", "--athlete", "emil")


def listed(niggle_in, folder):
    return json.loads(niggle_in(folder, "pain", "list", "--athlete", "emil", "--format", "json").stdout)


def test_the_last_entry_is_taken_back_and_what_stands_is_said(niggle_in, own_squad):
    niggle_in(own_squad, *KNEE, "--peak", "3")
    niggle_in(own_squad, *KNEE, "--peak", "7")
    answer = niggle_in(own_squad, *UNDO)
    assert "Taken back: left knee, at its worst 7. What is said of the run of " in answer.stderr
    assert answer.stderr.rstrip().endswith("now: left knee, at its worst 3.")
    assert answer.stdout.startswith("emil-")
    assert "Nothing is said of the run of " in niggle_in(own_squad, *UNDO).stderr
    answer = niggle_in(own_squad, *UNDO)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "no such entry" in answer.stderr


def test_the_same_said_twice_is_one_undo(niggle_in, own_squad):
    for _ in "12":
        niggle_in(own_squad, *KNEE, "--peak", "3")
    niggle_in(own_squad, *UNDO)
    assert listed(niggle_in, own_squad) == []


def test_an_entry_is_chosen_by_its_id_or_its_run(niggle_in, own_squad):
    runs = json.loads(niggle_in(own_squad, "flags", "--athlete", "emil", "--format", "json").stdout)
    older, newer = (run["run_id"] for run in runs[-2:])
    for run_id in (older, newer, older):
        niggle_in(own_squad, *KNEE, "--run", run_id, "--peak", "2" if run_id == newer else "4")
    ids = {report["joined_run_id"]: report["entry_id"] for report in listed(niggle_in, own_squad)}
    niggle_in(own_squad, *UNDO, "--run", newer)
    assert [report["joined_run_id"] for report in listed(niggle_in, own_squad)] == [older]
    assert niggle_in(own_squad, *UNDO, "--entry", ids[newer]).returncode == 2
    assert niggle_in(own_squad, *UNDO, "--entry", ids[older]).returncode == 0
    assert listed(niggle_in, own_squad) == []


def test_a_diary_that_says_the_same_is_not_taken_back(niggle_in, own_squad, tmp_path):
    run_id = json.loads(niggle_in(own_squad, "flags", "--athlete", "emil", "--format", "json").stdout)[-1]["run_id"]
    diary = tmp_path / "diary.csv"
    diary.write_text(f"run_id,site,side,peak\n{run_id},knee,left,3\n")
    niggle_in(own_squad, *KNEE, "--peak", "3")
    niggle_in(own_squad, "pain", "import", diary, "--athlete", "emil")
    answer = niggle_in(own_squad, *UNDO)
    assert answer.stderr.rstrip().endswith("now: left knee, at its worst 3.")
    assert [report["entry_id"] for report in listed(niggle_in, own_squad)] == [None]


def test_a_week_is_taken_back_too(niggle_in, own_squad):
    week = ("pain", "week", "--athlete", "emil", "--date", "2026-03-01")
    niggle_in(own_squad, *week, "--participation", "0")
    niggle_in(own_squad, *week, "--participation", "3")
    assert "What you said of it before counts again: 0 of 100." in niggle_in(own_squad, *UNDO).stderr
    assert "Nothing is said of it now." in niggle_in(own_squad, *UNDO).stderr
