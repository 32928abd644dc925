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


def test_it_says_which_week_it_is_about_and_asks_a_slip_again(niggle_in, typed_in, own_squad):
    lines = ["5", "2", "1", "quite a bit", "1", "9", "3", "y", "", "4", "perhaps", "n"]
    answer = typed_in(own_squad, *WEEK, lines=lines)
    assert (answer.returncode, answer.stdout) == (0, "the week up to 2026-03-01: 50 of 100\n")
    assert answer.stderr.startswith("The seven days up to Sunday 1 March 2026.\n")
    assert answer.stderr.count("Could you train and race as you wanted?") == 1
    assert "'5' is not an option" in answer.stderr
    (found,) = listed(niggle_in, own_squad)
    assert (found["performance"], found["mood"], found["mood_because_of_pain"]) == (2, 3, True)
    assert (found["sleep"], found["confidence"], found["confidence_because_of_pain"]) == (None, 4, False)


def test_whoever_had_no_trouble_is_not_asked_how_much(typed_in, own_squad):
    answer = typed_in(own_squad, *WEEK, lines=["yes, fully and without trouble", "", "", ""])
    assert answer.stdout.endswith("0 of 100\n")
    assert "How much less" not in answer.stderr


def test_a_week_to_come_is_refused_before_anything_is_asked(typed_in, own_squad):
    answer = typed_in(own_squad, *WEEK[:-1], "2199-01-01", lines=[])
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert "--date: 2199-01-01 is yet to come" in answer.stderr
