"""Sites and sides: each is there once, with a name of its own."""

import pytest

from niggle.vocabulary.places import LEG_SITES, SIDE_TERMS, SIDES, SITE_TERMS, SITES, place_name, side_and_site


def test_every_site_and_side_has_its_term_in_the_order_of_the_diary() -> None:
    assert tuple(SITE_TERMS) == SITES
    assert tuple(SIDE_TERMS) == SIDES


def test_no_two_sites_share_a_word() -> None:
    words = [word for site in SITES for term in [SITE_TERMS[site]] for word in {term.name.lower(), *term.also}]
    assert len(words) == len(set(words))
    assert len({term.plural for term in SITE_TERMS.values()}) == len(SITES)


def test_what_a_stride_can_spare() -> None:
    assert set(SITES) - LEG_SITES == {"pelvis", "lower_back", "other"}


@pytest.mark.parametrize(
    ("site", "side", "hurts", "name"),
    [
        ("achilles", "left", "left Achilles", "left Achilles"),
        ("calf", "both", "both calves", "both calves"),
        ("lower_back", "none", "lower back", "lower back"),
        ("quad", "right", "right quad", "right quad"),
        ("other", "left", "left sore spot", "another place, left"),
        ("other", "both", "both sore spots", "another place, both sides"),
        ("other", "none", "sore spot", "another place"),
        (None, "left", "left sore spot", None),
        (None, None, "sore spot", None),
    ],
)
def test_a_place_in_words(site: str | None, side: str | None, hurts: str, name: str | None) -> None:
    assert side_and_site(site, side) == hurts
    assert place_name(site, side) == name


def test_a_list_says_what_else_is_meant() -> None:
    assert SITE_TERMS["quad"].label == "Quad (front of thigh)"
    assert SITE_TERMS["achilles"].label == "Achilles"
