"""Which pair each run was in: the last one, unless somebody or its source says another."""

from datetime import date

from niggle.pairs import RunOn, ShoesSaid, worn


def day(number: int) -> date:
    return date(2026, 3, number)


def runs(*days: int, gear: dict[int, str] | None = None) -> list[RunOn]:
    return [RunOn(f"r{number}", day(number), 1000.0 * number, (gear or {}).get(number)) for number in days]


def begin(name: str, number: int) -> ShoesSaid:
    return ShoesSaid(deed="begin", name=name, day=day(number))


def retire(name: str, number: int) -> ShoesSaid:
    return ShoesSaid(deed="retire", name=name, day=day(number))


def wear(name: str, run_id: str) -> ShoesSaid:
    return ShoesSaid(deed="wear", name=name, run_id=run_id)


def test_of_whom_nothing_is_said_there_is_no_pair() -> None:
    found = worn([], [], runs(1, 2))
    assert (found.pairs, found.by_run) == ([], {})
    assert found.of_run("r1") is None


def test_a_pair_is_worn_from_its_first_day_until_another_begins() -> None:
    found = worn([begin("Blue", 2), begin("Red", 5)], [], runs(1, 2, 4, 6))
    assert found.by_run == {"r2": "Blue", "r4": "Blue", "r6": "Red"}
    assert [(pair.name, pair.runs, pair.distance_m) for pair in found.pairs] == [
        ("Red", 1, 6000.0),
        ("Blue", 2, 6000.0),
    ]


def test_what_is_said_of_a_run_holds_for_those_after_it_too() -> None:
    found = worn([begin("Blue", 1), wear("Race", "r3"), wear("Blue", "r5")], [], runs(1, 2, 3, 4, 5))
    assert found.by_run == {"r1": "Blue", "r2": "Blue", "r3": "Race", "r4": "Race", "r5": "Blue"}
    race = found.of_run("r3")
    assert race is not None
    assert (race.since, race.runs) == (day(3), 2)


def test_of_two_words_on_one_run_the_last_counts() -> None:
    assert worn([wear("Blue", "r1"), wear("Red", "r1")], [], runs(1)).by_run == {"r1": "Red"}


def test_a_source_names_the_gear_and_the_runner_knows_better() -> None:
    found = worn([wear("Blue", "r2")], [], runs(1, 2, 3, gear={1: "Red ones", 2: "Red ones", 3: "red ONES"}))
    assert found.by_run == {"r1": "Red ones", "r2": "Blue", "r3": "Red ones"}


def test_a_retired_pair_is_not_worn_any_more_until_it_begins_again() -> None:
    found = worn([begin("Blue", 1), retire("blue", 2)], [], runs(1, 2, 3))
    assert found.by_run == {"r1": "Blue", "r2": "Blue"}
    assert ([pair.until for pair in found.pairs], found.in_use) == ([day(2)], [])
    again = worn([begin("Blue", 1), retire("Blue", 2), begin("Blue", 3)], [], runs(1, 2, 3))
    assert [pair.name for pair in again.in_use] == ["Blue"]
    assert again.by_run["r3"] == "Blue"


def test_new_shoes_that_explained_a_stride_begin_a_pair() -> None:
    found = worn([begin("Red", 1)], [("Blue", day(2)), ("Blue", day(3))], runs(1, 2, 3))
    assert found.by_run == {"r1": "Red", "r2": "Blue", "r3": "Blue"}
    assert {pair.name: pair.since for pair in found.pairs} == {"Blue": day(2), "Red": day(1)}


def test_an_unknown_distance_counts_as_a_run_alone() -> None:
    (pair,) = worn([begin("Blue", 1)], [], [RunOn("r1", day(1), None), RunOn("r2", day(2), 5000.0)]).pairs
    assert (pair.runs, pair.distance_m) == (2, 5000.0)
