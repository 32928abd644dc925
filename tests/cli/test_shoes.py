"""Pairs of shoes on the command line: listed with their distance, added, retired."""

import json

SHOES = ["shoes", "--athlete", "emil"]


def test_pairs_are_added_listed_and_retired(niggle_in, own_squad):
    empty = niggle_in(own_squad, *SHOES)
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "begins one" in empty.stderr

    runs = json.loads(niggle_in(own_squad, "flags", "--athlete", "emil", "--format", "json").stdout)
    since = runs[-3]["started_at"][:10]
    added = niggle_in(own_squad, *SHOES, "--add", "Blue Ghost", "--since", since)
    km = sum(run["distance_m"] for run in runs[-3:]) / 1000
    assert added.stdout.startswith(f"Blue Ghost  {km:.1f} km, 3 runs, new since ")

    retired = niggle_in(own_squad, *SHOES, "--retire", "blue ghost", "--since", since)
    assert "1 run," in retired.stdout
    assert ", retired " in retired.stdout


def test_new_shoes_that_explain_a_stride_begin_a_pair(niggle_in, own_squad):
    niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--explained-by", "shoes", "--shoes", "Red")
    assert niggle_in(own_squad, *SHOES).stdout.startswith("Red  ")


def test_wrong_words_keep_nothing(niggle_in, own_squad):
    for arguments, words in (
        (["--add", "Blue", "--since", "2199-01-01"], "yet to come"),
        (["--add", "Blue", "--since", "soon"], "--since: 'soon' is no date"),
        (["--add", " "], "Give the pair a name"),
        (["--retire", "Green"], "there is no pair 'Green'; there is: none"),
    ):
        answer = niggle_in(own_squad, *SHOES, *arguments)
        assert (answer.returncode, answer.stdout) == (2, ""), arguments
        assert words in answer.stderr
    assert niggle_in(own_squad, *SHOES).stdout == ""


def test_a_pair_may_begin_before_there_are_runs(niggle_in, tmp_path):
    (tmp_path / "config.toml").write_text('[store]\npath = "data"\n[[athletes]]\nid = "ada"\nname = "Ada"\n')
    added = niggle_in(tmp_path, "shoes", "--add", "Blue")
    assert added.returncode == 0, added.stderr
    assert added.stdout.startswith("Blue  0.0 km, 0 runs, new since ")
