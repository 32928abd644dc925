"""Which word was meant: the examples of the module say most of it."""

from niggle.vocabulary.spelling import did_you_mean, meant


def test_capitals_do_not_matter_and_the_known_spelling_is_given() -> None:
    assert meant("europe/london", ["UTC", "Europe/London"]) == "Europe/London"


def test_nothing_near_says_nothing() -> None:
    assert did_you_mean("xyz", ["flags", "sync"]) == ""
