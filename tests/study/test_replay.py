"""Tables judged again."""

from dataclasses import replace

import numpy as np
import pytest

from niggle.stride.model import StrideVerdict
from niggle.study.replay import counts, past_runs, replay, tally, together
from niggle.study.series import gather
from niggle.study.table import StudyRow

BALANCE = "stance_time_balance_left_pct"
CALM = {"n": 45, "day_sd": 0.3, "drift": 0.0, "level": 50.4, "slope": 0.0, "jumps": 0.0}


def shifted(rows, from_run, by_pp, until_run=None):
    return [
        replace(row, numbers={**row.numbers, BALANCE: row.number(BALANCE) + by_pp})
        if number >= from_run and (until_run is None or number < until_run)
        else row
        for number, row in enumerate(rows)
    ]


def words(replayed):
    return [run.past.verdict.word for run in replayed]


def verdict(word, *, confidence=0.1, is_learning=False):
    return StrideVerdict(word, None, None, None, (), is_learning, confidence=confidence)


@pytest.mark.parametrize(
    ("said", "is_judged"),
    [
        (verdict("usual"), True),
        (verdict("altered"), True),
        (verdict("insufficient_data"), True),  # cadence alone was weighed
        (verdict("insufficient_data", confidence=None), False),
        (verdict("possibly_altered", is_learning=True), False),
    ],
)
def test_which_runs_count(said, is_judged):
    assert counts(said) == is_judged


def test_a_steady_runner_is_judged_after_ten_runs_and_seldom_flagged(runner, series):
    found = tally(replay(series(runner("A", 1, **CALM, metrics=False))))
    assert found.runs == 45
    assert 30 <= found.judged <= 35
    assert found.confirmed_episodes == 0
    assert 0.5 < np.std(found.z[BALANCE]) < 1.5


def test_a_lasting_change_is_one_episode_and_at_most_few_questions(runner, series):
    replayed = replay(series(shifted(runner("A", 1, **CALM), 30, 3.0)))
    assert "altered" in words(replayed)[30:34]
    found = tally(replayed)
    assert found.confirmed_episodes == 1
    # Two at most about the change itself, one for what else may stand out in 45 runs.
    assert 1 <= found.questions <= 3


def test_runs_with_pain_are_judged_and_do_not_count(runner, series):
    rows = shifted(runner("A", 1, **CALM), 35, 3.0)
    hurts = {"pain_peak": 4.0}
    hurt = [
        replace(row, numbers={**row.numbers, **hurts}, pain_site="knee", pain_side="left") if n >= 35 else row
        for n, row in enumerate(rows)
    ]
    replayed = replay(series(hurt))
    assert "altered" in words(replayed)[35:]
    assert tally(replayed).confirmed_episodes == 0
    assert tally(replayed).judged == tally(replay(series(rows[:35]))).judged
    told = replayed[-1].past.pain
    assert told is not None
    assert (told.peak, told.is_in_leg, told.side) == (4.0, True, "left")
    mild = [replace(row, numbers={**row.numbers, "pain_peak": 1.0}) for row in rows]
    assert all(run.is_healthy for run in replay(series(mild)))


def test_feet_exchanged_give_the_mirror_image(runner, series):
    rows = shifted(runner("A", 3, **CALM | {"day_sd": 0.6}), 30, 1.4, 40)
    mirrored = [replace(row, numbers={**row.numbers, BALANCE: 100.0 - row.number(BALANCE)}) for row in rows]
    one, other = replay(series(rows)), replay(series(mirrored))
    assert words(one) == words(other)
    assert set(words(one)) > {"usual"}
    for here, there in zip(tally(one).z[BALANCE], tally(other).z[BALANCE], strict=True):
        assert here == pytest.approx(-there, abs=1e-6)


def test_neither_the_order_of_rows_nor_other_runners_change_a_verdict(runner):
    rows, other = runner("A", 1, **CALM), runner("B", 1, **CALM)
    alone = gather({"t": rows})[0]
    among = gather({"u": [*other, *rows[::-1]], "v": runner("C", 1, **CALM)})[0]
    assert among.label == "A"
    assert [run.past.verdict for run in replay(alone)] == [run.past.verdict for run in replay(among)]


def test_a_new_sensor_begins_anew(runner, series):
    rows = shifted(runner("A", 1, **CALM, metrics=False), 25, 3.0)
    renewed = [replace(row, sensor="2" if number >= 25 else "1") for number, row in enumerate(rows)]
    assert set(words(replay(series(renewed)))[25:29]) == {"insufficient_data"}
    assert "altered" in words(replay(series(rows)))[25:29]


def test_runs_that_lack_everything_are_kept(runner, series):
    rows = runner("A", 1, **CALM)
    rows[20] = replace(rows[20], numbers={})
    rows[21] = replace(rows[21], numbers={**rows[21].numbers, "usable_s": 0.0})
    replayed = replay(series(rows))
    assert words(replayed)[20:22] == ["insufficient_data"] * 2
    assert not replayed[20].is_judged
    assert tally(replayed).runs == 45


def test_two_runs_on_one_day_are_two(series, runner):
    rows = [replace(row, day=float(int(row.day / 4))) for row in runner("A", 1, **CALM, metrics=False)]
    runs = list(past_runs(series(rows)))
    assert len({run.run_id for run in runs}) == 45
    assert len({run.gait.windows[BALANCE].tobytes() for run in runs}) == 45


@pytest.mark.parametrize(
    "numbers",
    [
        {BALANCE: 50.0},
        {BALANCE: 50.0, f"{BALANCE}_window_sd": 75.0},
        {BALANCE: 50.0, f"{BALANCE}_window_sd": 0.0},
        {BALANCE: 50.0, "duration_s": 345_600.0},
        {"stance_time_ms": 1e-9, "speed_mps": 0.01},
        {"vertical_ratio_pct": 8.0},
    ],
)
def test_odd_tables_are_no_crash(series, numbers):
    replayed = replay(series([StudyRow("A", float(day // 2), numbers) for day in range(25)]))
    assert tally(replayed).confirmed_episodes == 0


def test_counts_add_up(runner, series):
    one, other = (tally(replay(series(runner(label, 1, **CALM, metrics=False)))) for label in ("A", "B"))
    both = together([one, other])
    assert both.judged == one.judged + other.judged
    assert both.z[BALANCE] == one.z[BALANCE] + other.z[BALANCE]
