"""`niggle pain edit`: what was said of a run is changed."""

import json

KNEE = ("pain", "add", "--athlete", "emil", "--site", "knee", "--side", "left")
EDIT = ("pain", "edit", "--athlete", "emil")


def pain_of_newest(niggle_in, folder):
    run = json.loads(niggle_in(folder, "flags", "--athlete", "emil", "--format", "json").stdout)[-1]
    return run["pain"]


def test_an_answer_is_changed_and_the_others_stay(niggle_in, own_squad):
    niggle_in(own_squad, *KNEE, "--peak", "3", "--end", "1")
    answer = niggle_in(own_squad, *EDIT, "--peak", "2")
    assert "(instead of 3/10 said " in answer.stderr
    pain = pain_of_newest(niggle_in, own_squad)
    assert (pain["site"], pain["peak"], pain["end"]) == ("knee", 2, 1)


def test_an_answer_is_taken_out_and_an_undo_brings_it_back(niggle_in, own_squad):
    niggle_in(own_squad, *KNEE, "--peak", "3", "--end", "1")
    niggle_in(own_squad, *EDIT, "--end", "")
    assert pain_of_newest(niggle_in, own_squad)["end"] is None
    assert "What is said of" in niggle_in(own_squad, "pain", "undo", "--athlete", "emil").stderr
    assert pain_of_newest(niggle_in, own_squad)["end"] == 1


def test_another_place_stands_instead_of_the_first(niggle_in, typed_in, own_squad):
    niggle_in(own_squad, *KNEE, "--peak", "3")
    answer = typed_in(own_squad, *EDIT, lines=["calf", *[""] * 40])
    assert answer.returncode == 0
    assert "So far: left knee, at its worst 3" in answer.stderr
    pain = pain_of_newest(niggle_in, own_squad)
    assert (pain["site"], pain["side"], pain["peak"]) == ("calf", "left", 3)


def test_of_several_places_one_is_named(niggle_in, typed_in, own_squad):
    niggle_in(own_squad, *KNEE, "--peak", "3")
    niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--site", "calf", "--side", "right", "--peak", "1")
    answer = niggle_in(own_squad, *EDIT, "--peak", "4")
    assert answer.returncode == 2
    assert "which? Say --of, one of: left knee, right calf" in answer.stderr
    assert "nothing is said of" in niggle_in(own_squad, *EDIT, "--of", "left foot", "--peak", "4").stderr
    assert niggle_in(own_squad, *EDIT, "--of", "right calf", "--peak", "4").returncode == 0
    assert pain_of_newest(niggle_in, own_squad)["site"] == "calf"
    assert typed_in(own_squad, *EDIT, lines=["1", "", "", "", "", "6", *[""] * 40]).returncode == 0
    assert pain_of_newest(niggle_in, own_squad)["peak"] == 6


def test_where_nothing_was_said_nothing_is_changed(niggle_in, own_squad):
    answer = niggle_in(own_squad, *EDIT, "--peak", "1")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "`niggle pain add`" in answer.stderr
    assert "nothing to change" in niggle_in(own_squad, *EDIT).stderr
