from datetime import date, datetime

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.store.literals import bind, literal

simple = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31), 2**31),
    st.floats(allow_nan=False),
    st.binary(),
    st.text(alphabet=st.characters(blacklist_categories=["Cs"])),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 (the database keeps UTC without a zone)
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as open_connection:
        yield open_connection


@given(value=simple)
def test_duckdb_reads_back_what_was_written(connection, value):
    (answer,) = connection.execute(f"SELECT {literal(value)}").fetchall()[0]
    assert answer == value


@pytest.mark.parametrize("text", ["\0", "a\0b", "'\0'", "\0\0; DROP TABLE runs; --"])
def test_a_nul_ends_no_statement(connection, text):
    (answer,) = connection.execute(f"SELECT {literal(text)}").fetchall()[0]
    assert answer == text


@given(values=st.lists(st.text(alphabet="ab'\\\"$;-- \n\0")))
def test_lists_of_hostile_text_come_back(connection, values):
    (answer,) = connection.execute(f"SELECT {literal(values)}::VARCHAR[]").fetchall()[0]
    assert answer == values


def test_maps_and_what_is_not_finite(connection):
    assert connection.execute(f"SELECT {literal({'a': 1.5, 'b': None})}").fetchall() == [({"a": 1.5, "b": None},)]
    assert connection.execute(f"SELECT isnan({literal(float('nan'))})").fetchall() == [(True,)]
    assert connection.execute(f"SELECT {literal(float('-inf'))}").fetchall() == [(float("-inf"),)]


def test_a_parameter_never_becomes_part_of_the_statement(connection):
    statement = bind("SELECT $a, $b", {"a": "$b'; DROP TABLE x; --", "b": 2})
    assert connection.execute(statement).fetchall() == [("$b'; DROP TABLE x; --", 2)]


def test_a_missing_parameter_or_an_unknown_type_is_a_mistake():
    with pytest.raises(KeyError):
        bind("SELECT $a", {})
    with pytest.raises(TypeError, match="object"):
        literal(object())
