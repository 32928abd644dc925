from niggle.panel.shown import shown, words
from niggle.panel.stories import YES_NO


def test_every_score_and_every_yes_is_on_the_paper(told):
    for story in told:
        seen = shown(story)
        said = " ".join(seen.said)
        assert len(seen.rows) == len(story.rows)
        for (_, answers), row in zip(story.rows, seen.rows, strict=True):
            assert list(row[2:]) == [answers.get(name) or "–" for name in words()["scores"]]
            for column in YES_NO:
                if answers.get(column) == "yes":
                    assert words()["yes_no"][column] in said, (story.code, column)
            if "kind" in answers:
                assert words()["kinds"][answers["kind"]].lower() in said.lower()


def test_the_run_itself_is_the_last_row(told):
    for story in told:
        if story.rows:
            assert shown(story).rows[-1][0] == "this run"


def test_what_was_left_open_is_told_apart_from_no(told):
    by_code = {story.code: " ".join(shown(story).said) for story in told}
    assert "All nine questions left open." in by_code[next(s.code for s in told if "call it 5" in s.text)]
    assert "No to all nine questions." in by_code[next(s.code for s in told if "for ducks" in s.text)]
    limped = by_code[next(s.code for s in told if "in a hurry" in s.text)]
    assert limped == "Yes: limped. The other questions left open."


def test_the_watch_says_what_a_runner_would_read(told):
    altered = next(story for story in told if story.facts.run.stride.onset_s)
    assert shown(altered).stride == (
        "The stride measured as altered after about 22 min: left foot's share of ground contact 48.8 %, usually 50.3 %."
    )


def test_every_question_has_words():
    assert set(words()["yes_no"]) == set(YES_NO)
