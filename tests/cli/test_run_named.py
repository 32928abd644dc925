"""Which run is meant on the command line."""

import pytest

LATEST = "cleo-20260224T074831Z"


@pytest.mark.parametrize(
    ("words", "run_id"),
    [
        (["latest", "--athlete", "cleo"], LATEST),
        (["LATEST"], "emil-20260224T123405Z"),
        (["2026-02-24", "--athlete", "cleo"], LATEST),
        (["22.02.2026", "--athlete", "emil"], "emil-20260222T120618Z"),
        (["cleo-20260222"], "cleo-20260222T070327Z"),
    ],
)
def test_a_run_is_named_by_its_day_or_how_its_id_begins(niggle_in, squad, words, run_id):
    answer = niggle_in(squad, "explain", *words)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[1].endswith(f"  {run_id}")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["2026-02-24"], f"'2026-02-24' could be 2 runs; which? {LATEST}, emil-20260224T123405Z"),
        (["cleo-2026"], "could be 22 runs"),
        (["cleo-2026", "--athlete", "emil"], "no run 'cleo-2026'"),
        (["yesterday"], "no run 'yesterday'; name one by its id or how that begins, by its day, or say latest"),
    ],
)
def test_what_could_be_several_runs_or_none_is_said(niggle_in, squad, words, says):
    answer = niggle_in(squad, "explain", *words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert says in answer.stderr
