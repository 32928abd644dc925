"""Who may see and do what."""

import pytest

from niggle.config import Athlete, SharedConfig
from niggle.consent import NOTHING, OWN
from niggle.web.viewer import LOCAL, NOBODY, Viewer

KEY = "ed25519:" + "A" * 43
ADA = Athlete(id="ada", name="Ada", squad="club")
FAR = Athlete(id="far", name="Far", squad="club", sources=(SharedConfig(kind="shared", key=KEY),))
OWNER, COACH = Viewer("o", "owner"), Viewer("c", "coach", squads=frozenset({"club"}))
OTHER_COACH = Viewer("d", "coach", squads=frozenset({"track"}))
RUNNER, OTHER = Viewer("r", "athlete", athlete_id="ada"), Viewer("s", "athlete", athlete_id="ben")


@pytest.mark.parametrize(
    ("viewer", "owns", "coaches", "looks_after"),
    [
        (LOCAL, True, True, True),
        (OWNER, False, True, True),
        (COACH, False, True, True),
        (OTHER_COACH, False, False, False),
        (RUNNER, True, False, False),
        (OTHER, False, False, False),
        (NOBODY, False, False, False),
    ],
)
def test_who_owns_who_coaches_who_looks_after(viewer, owns, coaches, looks_after):
    assert (viewer.owns(ADA), viewer.coaches(ADA), viewer.looks_after("club")) == (owns, coaches, looks_after)


@pytest.mark.parametrize("viewer", [OTHER_COACH, OTHER, NOBODY])
def test_a_stranger_sees_nothing_and_the_store_is_not_asked(viewer):
    assert viewer.visibility(None, ADA) == NOTHING  # type: ignore[arg-type]


def test_ones_own_is_seen_whole():
    assert RUNNER.visibility(None, ADA) == OWN  # type: ignore[arg-type]


def test_pages_of_one_who_shares_from_elsewhere_are_there():
    assert FAR.shared is not None
    assert not LOCAL.owns(FAR)
