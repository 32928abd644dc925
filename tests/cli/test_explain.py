"""`niggle explain`: every criterion, and what is not known."""

LATEST = "cleo-20260224T074831Z"


def test_explain_names_every_criterion_and_what_is_unknown(niggle_in, squad):
    answer = niggle_in(squad, "explain", LATEST)
    assert answer.returncode == 0, answer.stderr
    for title in ("It warms up", "It changes the stride", "Limping", "What would help to know", "Sources"):
        assert title in answer.stdout
