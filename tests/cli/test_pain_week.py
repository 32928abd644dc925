"""The weekly check-in on the command line."""

import json

WEEK = ["pain", "week", "--athlete", "emil", "--date", "2026-03-01"]


def listed(niggle_in, folder):
    return json.loads(niggle_in(folder, "pain", "list", "--weekly", "--format", "json").stdout)


def test_a_check_in_is_kept_scored_and_listed(niggle_in, own_squad):
    answer = niggle_in(own_squad, *WEEK, "--participation", "1", "--volume", "2", "--performance", "1", "--pain", "1")
    assert (answer.returncode, answer.stdout) == (0, "the week up to 2026-03-01: 41 of 100\n")
    (found,) = listed(niggle_in, own_squad)
    assert (found["athlete_id"], found["date"], found["volume"]) == ("emil", "2026-03-01", 2)
    assert (found["score"], found["is_substantial"], found["mood"]) == (41, True, None)
    assert "2026-03-01" in niggle_in(own_squad, "pain", "list", "--weekly").stdout
    header, row = niggle_in(own_squad, "pain", "list", "--weekly", "--format", "csv").stdout.splitlines()
    assert header.startswith("athlete_id,date,participation,")
    assert row == "emil,2026-03-01,1,2,1,1,,,,,,"


def test_a_later_one_of_the_same_day_counts(niggle_in, own_squad):
    niggle_in(own_squad, *WEEK, "--pain", "2", "--mood", "2")
    answer = niggle_in(own_squad, *WEEK, "--participation", "0")
    assert answer.stdout.endswith("0 of 100\n")
    (found,) = listed(niggle_in, own_squad)
    assert (found["score"], found["pain"], found["mood"]) == (0, None, None)


def test_what_pain_touched_decides_at_once(niggle_in, own_squad):
    def newest():
        return json.loads(niggle_in(own_squad, "flags", "--athlete", "emil", "--format", "json").stdout)[-1]

    niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--site", "knee", "--side", "left", "--peak", "2")
    day = newest()["started_at"][:10]
    assert newest()["status"] != "concern"
    niggle_in(own_squad, "pain", "week", "--athlete", "emil", "--date", day, "--sleep-because-of-pain", "yes")
    assert newest()["status"] == "concern"


def test_wrong_answers_keep_nothing(niggle_in, own_squad):
    for arguments, words in (
        ([*WEEK, "--mood", "6"], "--mood"),
        ([*WEEK[:-1], "soon", "--pain", "1"], "--date: 'soon' is not an ISO date"),
        ([*WEEK[:-1], "2199-01-01", "--pain", "1"], "yet to come"),
        (WEEK, "nothing to report"),
        (["pain", "week", "--pain", "1"], "whose?"),
    ):
        answer = niggle_in(own_squad, *arguments)
        assert (answer.returncode, answer.stdout) == (2, "")
        assert words in answer.stderr
    assert listed(niggle_in, own_squad) == []
    assert "no weekly check-in yet" in niggle_in(own_squad, "pain", "list", "--weekly").stderr
