"""`niggle access`: giving it, showing it, taking it back."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from niggle.cli import niggle
from niggle.config import load_config
from niggle.errors import NotFoundError, UsageError
from niggle.records.choices import with_choices
from niggle.web.accounts import Accounts

PASSWORD = "a few words do well"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "data")


@pytest.fixture
def call(tmp_path: Path) -> Callable[..., Result]:
    """The command line over two athletes of one squad (or the number that is asked for)."""

    def run(*arguments: str, typed: str = "", athletes: int = 2, web: str = "") -> Result:
        names = ("cleo", "emil")[:athletes]
        tables = [f'[[athletes]]\nid = "{name}"\nname = "{name.title()}"\nsquad = "club"\n' for name in names]
        (tmp_path / "config.toml").write_text("\n".join([f'[store]\npath = "data"\n{web}\n', *tables]))
        return CliRunner().invoke(
            niggle, ["access", *arguments, "--config", str(tmp_path / "config.toml")], input=typed,
            standalone_mode=False,
        )  # fmt: skip

    return run


def listed(call: Callable[..., Result]) -> dict[tuple[str, str], str]:
    rows = json.loads(call("list", "--format", "json").stdout)
    return {(row["name"], row["access"]): row["sees"] for row in rows}


def test_an_owner_and_a_coach_get_what_they_are(call, accounts):
    assert call("add", "Olga", "--owner", typed=f"{PASSWORD}\n").exception is None
    assert call("add", "carl", "--coach", "club", "--athlete", "emil", typed=f"{PASSWORD}\n").exception is None
    kept = accounts.read().accounts
    assert (kept["olga"].role, kept["olga"].squads, kept["olga"].athlete_id) == ("owner", (), None)
    assert (kept["carl"].role, kept["carl"].squads, kept["carl"].athlete_id) == ("coach", ("club",), "emil")
    assert accounts.verified("olga", PASSWORD) is not None
    assert listed(call) == {
        ("olga", "password"): "an owner",
        ("carl", "password"): "a coach of club, and the athlete emil",
    }


def test_the_owner_of_a_niggle_with_one_athlete_is_that_athlete(call, accounts):
    call("add", "me", "--owner", typed=f"{PASSWORD}\n", athletes=1)
    assert accounts.read().accounts["me"].athlete_id == "cleo"


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (("olga",), PASSWORD, "--owner, or --coach"),
        (("olga", "--owner", "--coach", "club"), PASSWORD, "--owner, or --coach"),
        (("olga", "--coach", "another"), PASSWORD, "no squad 'another'"),
        (("olga", "--owner", "--athlete", "nobody"), PASSWORD, "no athlete 'nobody'"),
        (("olga", "--owner"), "short", "at least 10"),
        (("olga", "--owner"), "", "at least 10"),
        (("a b", "--owner"), PASSWORD, "no name"),
    ],
)
def test_what_cannot_be_given_is_said(call, accounts, arguments, typed, says):
    answer = call("add", *arguments, typed=typed)
    assert isinstance(answer.exception, UsageError)
    assert says in str(answer.exception)
    assert accounts.read().accounts == {}


def test_a_password_is_shown_nowhere(call):
    answer = call("add", "olga", "--owner", typed=f"{PASSWORD}\n")
    assert PASSWORD not in answer.output
    assert PASSWORD not in call("list").output


def test_a_link_stays_until_a_new_one_is_asked_for(call):
    web = '[web]\npublic_url = "https://niggle.example.org/club/"'
    first = call("link", "cleo", web=web)
    assert first.stdout.startswith("https://niggle.example.org/club/enter/")
    assert first.stderr == ""
    assert call("link", "cleo", web=web).stdout == first.stdout
    assert call("link", "cleo", "--new", web=web).stdout != first.stdout
    assert listed(call) == {("cleo", "link"): "their own pages"}


def test_a_link_that_leads_to_this_machine_only_is_said_to(call):
    assert "set public_url" in call("link", "cleo").stderr


def test_a_token_is_shown_once_and_works(call, accounts):
    token = call("token", "cleo").stdout.strip()
    assert len(token) >= 40
    assert accounts.token_matches("cleo", token)
    assert token not in call("list").output


@pytest.mark.parametrize("command", ["link", "token"])
def test_only_an_athlete_has_a_link_or_a_token(call, command):
    assert isinstance(call(command, "nobody").exception, NotFoundError)


def test_who_shares_from_a_niggle_of_their_own_has_their_pages_there(call, tmp_path):
    call("list")
    shared = f'[[athletes.sources]]\nkind = "shared"\nkey = "ed25519:{"A" * 43}"\n'
    path = tmp_path / "config.toml"
    path.write_text(path.read_text() + shared)
    answer = CliRunner().invoke(niggle, ["access", "link", "emil", "--config", str(path)], standalone_mode=False)
    assert "of their own" in str(answer.exception)


def test_what_is_revoked_is_named_and_gone(call):
    call("add", "olga", "--owner", typed=f"{PASSWORD}\n")
    call("link", "cleo")
    call("token", "cleo")
    assert "the link and the token taken back" in call("revoke", "cleo").stderr
    assert "the account taken back" in call("revoke", "OLGA").stderr
    assert listed(call) == {}
    assert "nobody yet" in call("list").stderr
    assert isinstance(call("revoke", "cleo").exception, NotFoundError)


def test_who_left_the_configuration_is_listed_as_such(call):
    call("link", "emil")
    assert json.loads(call("list", "--format", "json", athletes=1).stdout)[0]["sees"].endswith(
        "not in the configuration"
    )


PUBLIC = '[web]\npublic_url = "https://niggle.example.org"'


def test_an_invited_athlete_shares_nothing_until_they_choose(call: Callable[..., Result], tmp_path: Path) -> None:
    answer = call("invite", "cleo", web=PUBLIC)
    assert answer.exit_code == 0
    name, link = answer.stdout.strip().split("\t")
    assert (name, link.startswith("https://niggle.example.org/enter/")) == ("Cleo", True)
    assert link == call("link", "cleo", web=PUBLIC).stdout.strip()
    config = with_choices(load_config(tmp_path / "config.toml"))
    assert [athlete.share_with_coach for athlete in config.athletes] == ["none", "status"]


def test_a_squad_is_invited_from_a_list_of_names(call: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name\nEmil\nZoë Å\n")
    out = tmp_path / "cards"
    answer = call("invite", "--from", str(tmp_path / "names.csv"), "--squad", "club", "--out", str(out), web=PUBLIC)
    assert answer.exit_code == 0
    assert [line.split("\t")[0] for line in answer.stdout.splitlines()] == ["Emil", "Zoë Å"]
    assert load_config(tmp_path / "config.toml").athlete("zoe-a").squads == ("club",)
    sheet = out / "invitations.html"
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert sheet.read_text().count('class="qr"') == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "say whom to invite"),
        (("--squad", "club"), "--from needs --squad"),
        (("--from", "nowhere.csv", "--squad", "club"), "cannot be read"),
        (("nobody",), "no athlete"),
    ],
)
def test_an_invitation_of_nobody_is_refused(call: Callable[..., Result], arguments: tuple[str, ...], says: str) -> None:
    answer = call("invite", *arguments, web=PUBLIC)
    assert isinstance(answer.exception, UsageError | NotFoundError)
    assert says in str(answer.exception)


def test_links_that_show_an_episode_are_listed_until_they_are_over_and_taken_back(accounts, call):
    soon, long_ago = datetime.now(UTC) + timedelta(days=7), datetime(2020, 1, 1, tzinfo=UTC)
    for over_at in (soon, long_ago):
        accounts.show_episode("cleo", "0123456789ab", (), over_at=over_at, now=long_ago)
    assert listed(call) == {("cleo", "shown"): f"one episode, to whoever has the link, until {soon:%Y-%m-%d %H:%M} UTC"}
    assert "cleo: links to episodes taken back" in call("revoke", "cleo").stderr
    assert listed(call) == {}
