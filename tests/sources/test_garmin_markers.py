from niggle.sources.garmin_markers import SETTLED, gap_place, owed_by, owed_place, owner_place, visited_place


def test_places_of_two_ways_to_garmin_are_apart():
    for place in (gap_place, owed_place, owner_place, visited_place):
        assert place("garmin") != place("garmin_personal")
        assert place("garmin").startswith("garmin:")


def test_what_is_owed_is_by_id_until_it_is_settled():
    seen = {
        owed_place("garmin") + "1": "2026-03-01",
        owed_place("garmin") + "2": SETTLED,
        owed_place("garmin_personal") + "3": "2026-03-01",
        "garmin:4": "a-b-20260301",
    }
    assert owed_by("garmin", seen) == {"1": "2026-03-01"}
