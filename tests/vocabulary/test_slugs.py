"""Names as file names: plain ones kept, all others told apart and harmless."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.vocabulary.slugs import slug


@pytest.mark.parametrize("name", ["me", "ada_2", "track-club", "U23"])
def test_a_plain_name_is_kept(name):
    assert slug(name) == name


@given(st.text(max_size=30))
def test_every_name_is_a_file_name_that_leads_nowhere_else(name):
    assert re.fullmatch(r"[A-Za-z0-9_-]+", slug(name))


def test_names_that_look_alike_are_told_apart():
    assert len({slug(name) for name in ("a b", "a/b", "a.b", "a-b", "ä-b")}) == 5
