from pathlib import Path

import pytest

from niggle.cli.network import KINDS, configured
from niggle.config import Athlete, FolderConfig, IntervalsConfig


@pytest.mark.parametrize("kind", KINDS)
def test_a_source_that_is_not_configured_is_as_it_would_be(kind):
    assert configured(Athlete(id="ada", name="Ada"), kind).kind == kind


def test_a_configured_source_keeps_its_keys():
    own = IntervalsConfig(kind="intervals", base_url="http://127.0.0.1:9")
    athlete = Athlete(id="ada", name="Ada", sources=(FolderConfig(kind="folder", path=Path("x")), own))
    assert configured(athlete, "intervals") == own
