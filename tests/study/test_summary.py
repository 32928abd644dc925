"""What a replay found, as contract 5 has it."""

import json

from niggle.study.power import Power
from niggle.study.replay import Tally
from niggle.study.summary import summary

KEYS = {"runs", "judged", "confirmed_episodes", "confirmed_per_100", "questions_per_100", "z_sd", "power"}


def test_the_object_of_the_contract():
    one = Tally(60, 50, 1, 2, {"cadence_spm": (1.0, -1.0, 1.0, -1.0)})
    other = Tally(20, 0, 0, 0, {})
    powers = [Power("balance", 1.0, 3, 3, 4)]
    found = summary({"A": (one, powers), "B": (other, [Power("balance", 1.0, 3, 0, 0)])})
    assert set(found) == KEYS | {"runners"}
    assert set(found["runners"]) == {"A", "B"}
    assert all(set(runner) == KEYS for runner in found["runners"].values())
    assert (found["runs"], found["judged"], found["confirmed_per_100"], found["questions_per_100"]) == (
        80,
        50,
        2.0,
        4.0,
    )
    assert found["z_sd"] == {"cadence_spm": 1.1547}
    assert found["power"] == [{"kind": "balance", "size_pp": 1.0, "within_runs": 3, "share": 0.75, "n": 4}]
    assert found["runners"]["B"]["confirmed_per_100"] is None
    assert found["runners"]["B"]["power"][0]["share"] is None
    json.dumps(found, allow_nan=False)


def test_nothing_at_all():
    assert summary({})["confirmed_per_100"] is None
