"""A digest counts; names are in it with details alone."""

from niggle.notify.digest import DigestItem, digest

ITEMS = [
    DigestItem("red_flag", "Ada", "pain at night or at rest"),
    DigestItem("concern", "Ben", "limped"),
    DigestItem("concern", "Cy"),
    DigestItem("silent", "Di", "4 runs"),
]


def test_without_details_there_are_counts_and_no_names():
    text = digest("club", ITEMS, has_details=False, table="https://example.org/squads/club.html")
    assert text == "club: 1 new red flag, 2 new concerns, 1 silent.\nhttps://example.org/squads/club.html"


def test_with_details_each_is_named_with_what_may_be_known():
    assert digest("club", ITEMS, has_details=True, table=None) == (
        "club: 1 new red flag, 2 new concerns, 1 silent.\nRed flag: Ada (pain at night or at rest).\n"
        "Concern: Ben (limped); Cy.\nSilent: Di (4 runs)."
    )


def test_nothing_new_is_no_message():
    assert digest("club", [], has_details=True, table="x") is None
