"""No cell of text starts a formula, and none loses what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.vocabulary.spreadsheets import safe_text, text_of


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "\nx", "  =1", '"=1', "'=1", "“=1”", "＝1", "＋1", "－1", "＠x",
     "\u200b=1", "\ufeff=1", "\u00a0-1", "−1", "﹣1", "'\"' =cmd|' /C calc'!A0"],
)  # fmt: skip
def test_what_may_start_a_formula_gets_an_apostrophe(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "easy run", "3/10", "1-2", "a=b", "Zoë", "…", "'tis", "2026-03-02T06:31:05Z"])
def test_other_text_stays_as_it_is(text):
    assert safe_text(text) == text


@given(st.text())
def test_no_text_starts_a_formula_and_none_is_lost(text):
    safe = safe_text(text)
    assert safe in (text, f"'{text}")
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not safe.strip(' "“”').startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(st.text() | st.text("'=+-@ \n\t\"x"))
def test_what_was_made_safe_is_read_as_it_was(text):
    assert text_of(safe_text(text)) == text
