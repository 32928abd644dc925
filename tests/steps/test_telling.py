"""What somebody who waits is told: doctests say it of `counted`."""

from niggle.steps.telling import counted


def test_what_was_done_before_counts() -> None:
    told: list[tuple[str, int, int]] = []
    things = list(counted("cd", lambda what, done=0, total=0: told.append((what, done, total)), "x", before=2, total=9))
    assert (things, told) == (["c", "d"], [("x", 2, 9), ("x", 3, 9)])
