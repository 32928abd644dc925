"""`niggle pain add`: a report in one line, or answer by answer."""

import json
import re

import pytest

KNEE = ("pain", "add", "--athlete", "emil", "--site", "knee", "--side", "left")


def listed(niggle_in, folder):
    return json.loads(niggle_in(folder, "pain", "list", "--athlete", "emil", "--format", "json").stdout)


def test_what_it_was_like_is_kept_listed_and_decides(niggle_in, own_squad):
    blister = ["--site", "foot", "--side", "left", "--before", "0", "--first", "1", "--peak", "4", "--end", "4"]
    said = ["--next-morning", "2", "--kind", "skin", "--quality", "burning", "--limped", "n"]
    answer = niggle_in(own_squad, "pain", "add", "--athlete", "emil", *blister, *said, "--changed-how-i-ran", "no")
    assert "monitor" in answer.stdout
    (found,) = listed(niggle_in, own_squad)
    assert (found["kind"], found["quality"], found["limped"], found["chest_signs"]) == ("skin", "burning", False, None)
    assert "burning, skin" in niggle_in(own_squad, "pain", "list", "--athlete", "emil").stdout.replace("\n", " ")


def test_a_second_report_says_what_it_stands_instead_of(niggle_in, own_squad):
    assert "Saved for the run of" in niggle_in(own_squad, *KNEE, "--peak", "3").stderr
    assert "(instead of 3/10 said " in niggle_in(own_squad, *KNEE, "--peak", "2").stderr


def test_no_pain_after_pain_asks_which_holds(niggle_in, typed_in, own_squad):
    niggle_in(own_squad, *KNEE, "--peak", "3")
    refused = niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--peak", "0")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "You said 3/10 for left knee" in refused.stderr
    assert "--holds" in refused.stderr
    add = ("pain", "add", "--athlete", "emil")
    assert "Nothing was changed" in typed_in(own_squad, *add, lines=["n", "2"]).stderr
    assert [report["peak"] for report in listed(niggle_in, own_squad)] == [3]
    assert "left knee, at its worst 0 (instead of 3/10 said " in typed_in(own_squad, *add, lines=["n", "1"]).stderr
    assert sorted(report["peak"] for report in listed(niggle_in, own_squad)) == [0, 0, 3]


def test_it_says_first_which_run_it_is_about_and_then_asks_for_any_pain(niggle_in, typed_in, own_squad):
    answer = typed_in(own_squad, "pain", "add", "--athlete", "emil", lines=["perhaps", "n"])
    assert answer.returncode == 0
    first, *rest = answer.stderr.splitlines()
    assert first.startswith("How was ")
    assert "km" in first
    assert "Any pain? [y/n]" in rest[0]
    assert "Please answer y or n." in answer.stderr
    assert [report["peak"] for report in listed(niggle_in, own_squad)] == [0]


def test_it_speaks_to_a_runner_in_their_units(typed_in, own_squad):
    config = own_squad / "config.toml"
    config.write_text(config.read_text().replace('id = "emil"', 'id = "emil"\nunits = "imperial"'))
    answer = typed_in(own_squad, "pain", "add", "--athlete", "emil", lines=["n"])
    assert re.search(r"\d\smi ·", answer.stderr.splitlines()[0])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--peak", "0", "--kind", "bone"], "--kind: 'bone' is none of"),
        (["--peak", "0", "--note", "x" * 20_000], "--note: longer than 10,000 letters"),
        (["--peak", "0", "--note", "caf\udce9"], "--note: not UTF-8 text"),
        (["--peak", "0", "--date", "2199-01-01"], "--date: 2199-01-01 is yet to come"),
        (["--peak", "0", "--date", "06/01/2026"], "6 January or 1 June"),
        (["--peak", "0", "--started-at", "2199-01-01T08:00Z"], "--started-at: 2199-01-01T08:00:00Z is yet to come"),
        (["--peak", "0", "--run", "another"], "--run: emil has no run 'another'"),
        (["--peak", "4"], "--site"),
        ([], "nothing to report"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_kept(niggle_in, own_squad, options, words):
    answer = niggle_in(own_squad, "pain", "add", "--athlete", "emil", *options)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert words in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert listed(niggle_in, own_squad) == []


def test_a_run_that_cannot_be_meant_is_refused_before_anything_is_asked(typed_in, own_squad):
    answer = typed_in(own_squad, "pain", "add", "--athlete", "emil", "--date", "2199-01-01", lines=[])
    assert answer.returncode == 2
    assert "Any pain" not in answer.stderr
