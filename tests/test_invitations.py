"""A list of names becomes athletes with ids, or is refused by line."""

import tomllib

import pytest

from niggle.config import Athlete
from niggle.errors import UsageError
from niggle.invitations import Invited, read_names, tables_of

ADA = Athlete(id="ada", name="Ada", squad="club", timezone="Europe/London")


def read(text):
    return read_names(text, [ADA], squad="club")


def test_names_get_ids_of_their_own_and_who_is_here_stays_who_they_are():
    assert read("name,timezone\nada,\nZoë Å,Europe/Paris\nAda Two,\nzoe a,\n") == [
        Invited("ada", "Ada", "Europe/London", is_new=False),
        Invited("zoe-a", "Zoë Å", "Europe/Paris", is_new=True),
        Invited("ada-two", "Ada Two", "UTC", is_new=True),
        Invited("zoe-a-2", "zoe a", "UTC", is_new=True),
    ]
    assert read("id,name\nada,Adele\n") == [Invited("ada", "Ada", "Europe/London", is_new=False)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "header"),
        ("name,email\nBo,x\n", "email"),
        ("name\n", "no names"),
        ("name\n  \n", "line 2: needs a name"),
        ("name,id\nBo,B O\n", "line 2: 'B O' is no id"),
        ("name,id\nBo,bo\nBob,bo\n", "line 3: 'bo' is there twice"),
        ("name,timezone\nBo,Mars\n", "line 2: 'Mars' is not a time zone"),
        ("name\nBo,x\n", "line 2: has more or fewer cells"),
    ],
)
def test_what_is_wrong_is_said_by_line(text, says):
    with pytest.raises(UsageError, match=says):
        read(text)


def test_the_new_ones_become_tables_that_share_nothing():
    hostile = 'Bo "\\ [[athletes]]'
    invited = [Invited("ada", "Ada", "UTC", is_new=False), Invited("bo", hostile, "UTC", is_new=True)]
    (table,) = tomllib.loads(tables_of(invited, "the club"))["athletes"]
    assert table == {
        "id": "bo", "name": hostile, "squad": "the club", "timezone": "UTC", "share_with_coach": "none",
    }  # fmt: skip
