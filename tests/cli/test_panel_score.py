"""How the score of a panel is shown."""

import json

import pytest


def test_the_score_says_who_agrees_and_where_niggle_is_off(niggle_in, fill_in, tmp_path):
    answer = niggle_in(tmp_path, "panel", "score", fill_in())
    assert answer.returncode == 0, answer.stderr
    for text in (
        "3 raters, 60 stories rated",
        "1 – 2",
        "niggle – the panel",
        "Krippendorff's α: 1.00",
        "acceptable to",
    ):
        assert text in answer.stdout
    assert answer.stdout.index("Milder than every rater") < answer.stdout.index("More alarming than every rater")


def test_as_json_it_is_json_alone_and_tables_may_be_several(niggle_in, fill_in, tmp_path):
    answer = niggle_in(tmp_path, "panel", "score", fill_in(raters="1"), fill_in(raters="23"), "--format", "json")
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout)
    assert result["raters"] == [{"rater": rater, "answered": 60} for rater in "123"]
    assert result["raters_among_themselves"]["mean"]["kappa"]["value"] == pytest.approx(1)
    assert [pair["second"] for pair in result["niggle"]] == ["1", "2", "3", "panel"]
    together = niggle_in(tmp_path, "panel", "score", fill_in(), "--format", "json")
    assert json.loads(together.stdout) == result
    for one in result["disagreements"]:
        assert one["niggle"] not in {rating["status"] for rating in one["ratings"]}
