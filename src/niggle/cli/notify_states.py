"""What `niggle doctor` says of messages and logins: who is told, whether that can work, and what gives secrets away."""

import os
from pathlib import Path

import click

from niggle.config import Config
from niggle.notify.addresses import holds_secret, missing_of
from niggle.notify.recipients import recipients
from niggle.store import Store
from niggle.store.database import Row, utc_aware

_FOR_OTHERS = 0o077


def check_notify(config: Config, config_path: Path) -> list[str]:
    """Show who is told and when they last were; what a person should do about it."""
    advice, everyone = [], recipients(config)
    told = _told(config) if everyone else {}
    for recipient in everyone:
        missing = missing_of(recipient.url, os.environ)
        row = told.get((recipient.target, recipient.address))
        click.echo(f"{'✗' if missing else '✓'} notify: {recipient.label}: {_last(row)}")
        advice += [
            f"notify: {recipient.label}: ${name} is not set here; set it where the night runs too" for name in missing
        ]
    if any(holds_secret(recipient.url) for recipient in everyone) and config_path.stat().st_mode & _FOR_OTHERS:
        advice.append(
            f"{config_path} has addresses with secrets and others may read it: run `chmod 600 {config_path}`, or take "
            "the secrets from the environment (docs/notify.md)"
        )
    return advice


def check_logins(config: Config) -> list[str]:
    """What to do if the pages have a public address and nobody could log in."""
    if config.web.public_url is None:
        return []
    from niggle.web.accounts import Accounts  # only who serves pages to others needs its libraries

    # Not asked when nothing has been given: asking makes the file.
    is_there = (config.store.path / "credentials" / "access.json").exists()
    access = Accounts(config.store.path).read() if is_there else None
    if access is None or not (access.accounts or access.links):
        return [f"{config.web.public_url}: nobody can log in yet; run `niggle access add NAME --owner`"]
    click.echo(f"✓ {config.web.public_url}: {len(access.accounts)} with a password, {len(access.links)} with a link")
    return []


def _told(config: Config) -> dict[tuple[str, str], Row]:
    if not (config.store.path / "niggle.duckdb").exists():
        return {}
    with Store(config.store.path).read_main() as reader:
        return {(row["target"], row["address"]): row for row in reader.rows("notices_sent")}


def _last(row: Row | None) -> str:
    if row is None:
        return "nothing told yet"
    sent_at, waiting = row["sent_at"], row["waiting"]
    last = "nothing sent yet" if sent_at is None else f"last told on {utc_aware(sent_at):%Y-%m-%d %H:%M} UTC"
    return f"{last}; {waiting} {'matter waits' if waiting == 1 else 'matters wait'}" if waiting else last
