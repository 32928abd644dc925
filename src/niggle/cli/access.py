"""`niggle access`: who may look at the pages of `niggle serve`."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from niggle.cli.access_invite import command as invite
from niggle.cli.options import config_option
from niggle.config import Config, load_config
from niggle.errors import NotFoundError, UsageError


@click.group("access")
def command() -> None:
    """Who may look: accounts of owners and coaches, athletes' own links, tokens for what their niggles send."""


command.add_command(invite)


@command.command("add")
@click.argument("name")
@click.option("--owner", "is_owner", is_flag=True, help="An owner: looks after everybody, as far as each lets a coach.")
@click.option("--coach", "squads", metavar="SQUAD", multiple=True, help="A coach of this squad; may be given again.")
@click.option("--athlete", "athlete_id", metavar="ID", help="The athlete that this person is, if they run.")
@config_option
def add(name: str, is_owner: bool, squads: tuple[str, ...], athlete_id: str | None, config_path: Path) -> None:
    """Give somebody a password, or another one, which ends their sessions. It is asked for, or read from stdin."""
    from niggle.web.accounts import Accounts

    config = load_config(config_path)
    if is_owner == bool(squads):
        raise UsageError("say what they are: --owner, or --coach SQUAD")
    for squad in squads:
        if squad not in config.squads:
            raise UsageError(f"no squad {squad!r} here; there is: {', '.join(config.squads) or 'none'}")
    if athlete_id is not None:
        config.athlete(athlete_id)
    elif is_owner and len(config.athletes) == 1 and config.athletes[0].shared is None:
        athlete_id = config.athletes[0].id
    role: Literal["owner", "coach"] = "owner" if is_owner else "coach"
    is_new = Accounts(config.store.path).add(name, role, _new_password(), squads=squads, athlete=athlete_id)
    who = _in_words(role, squads, athlete_id)
    click.echo(f"{name}: {'may log in now' if is_new else 'has a new password'}, as {who}", err=True)


@command.command("link")
@click.argument("athlete_id", metavar="ATHLETE")
@click.option("--new", "renew", is_flag=True, help="Another link: the earlier ones open nothing any more.")
@config_option
def link(athlete_id: str, renew: bool, config_path: Path) -> None:
    """Print an athlete's own link. Whoever has it sees their pages and reports for them, so send it in private."""
    from niggle.web.deployment import address_of, is_loopback
    from niggle.web.session import Authenticator

    config = load_config(config_path)
    if config.athlete(athlete_id).shared is not None:
        raise UsageError(f"{athlete_id} shares from a niggle of their own, and has their pages there")
    if config.web.public_url is None and is_loopback(config.web.host):
        click.echo(
            "niggle: this address leads to this machine only; set public_url in [web] of the configuration", err=True
        )
    click.echo(f"{address_of(config)}/enter/{Authenticator(config).link_of(athlete_id, renew=renew)}")


@command.command("token")
@click.argument("athlete_id", metavar="ATHLETE")
@config_option
def token(athlete_id: str, config_path: Path) -> None:
    """Print a new token with which an athlete's own niggle may send here what it shares; it is shown this once."""
    from niggle.web.accounts import Accounts

    config = load_config(config_path)
    config.athlete(athlete_id)
    click.echo(Accounts(config.store.path).new_token(athlete_id))


@command.command("list")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@config_option
def list_(form: str, config_path: Path) -> None:
    """List who may look."""
    rows = _rows(load_config(config_path))
    if form == "json":
        click.echo(json.dumps(rows, indent=1))
        return
    if not rows:
        click.echo("nobody yet; `niggle access add NAME --owner` is how to begin", err=True)
    for row in rows:
        click.echo(f"{row['name']:<20} {row['access']:<9} {row['sees']}".rstrip())


@command.command("revoke")
@click.argument("name", metavar="NAME|ATHLETE")
@config_option
def revoke(name: str, config_path: Path) -> None:
    """Take access back: an account, or an athlete's links and token. Sessions that rest on it end at once."""
    from niggle.web.accounts import Accounts

    config = load_config(config_path)
    taken = Accounts(config.store.path).revoke(name)
    if not taken:
        raise NotFoundError(f"{name!r} has no access; `niggle access list` shows who has")
    click.echo(f"{name}: {' and '.join(taken)} taken back", err=True)


def _rows(config: Config) -> list[dict[str, str]]:
    from niggle.web.accounts import Accounts

    access = Accounts(config.store.path).read()
    rows = [
        {"name": name, "access": "password", "sees": _in_words(account.role, account.squads, account.athlete_id)}
        for name, account in sorted(access.accounts.items())
    ]
    known = {athlete.id for athlete in config.athletes}
    for kind, given in (("link", access.links), ("token", access.tokens)):
        what = "their own pages" if kind == "link" else "nothing; may send what they share"
        rows += [
            {
                "name": athlete_id,
                "access": kind,
                "sees": what if athlete_id in known else "nothing; is not in the configuration",
            }
            for athlete_id in sorted(given)
        ]
    now = datetime.now(UTC)
    for one in sorted(access.shown.values(), key=lambda one: (one.athlete_id, one.over_at)):
        over_at = datetime.fromtimestamp(one.over_at, UTC)
        if now < over_at:
            sees = f"one episode, to whoever has the link, until {over_at:%Y-%m-%d %H:%M} UTC"
            rows.append({"name": one.athlete_id, "access": "shown", "sees": sees})
    return rows


def _in_words(role: str, squads: tuple[str, ...], athlete_id: str | None) -> str:
    what = "an owner" if role == "owner" else f"a coach of {', '.join(squads)}"
    return what if athlete_id is None else f"{what}, and the athlete {athlete_id}"


def _new_password() -> str:
    """What a person types twice unseen, or the first line of what is piped in."""
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
        return password
    return sys.stdin.readline().rstrip("\r\n")
