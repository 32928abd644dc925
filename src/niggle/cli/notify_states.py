"""What `niggle doctor` says of messages and logins: who is told, whether that can work, and what gives secrets away."""

import os
from pathlib import Path

from niggle.cli.findings import Findings, Urgency
from niggle.config import Config
from niggle.notify.addresses import holds_secret, missing_of
from niggle.notify.recipients import recipients
from niggle.store.database import Row, utc_aware
from niggle.store.layout import common_store

_FOR_OTHERS = 0o077


def check_notify(config: Config, config_path: Path, found: Findings) -> None:
    """Note who is told and when they last were, and what a person should do about it."""
    everyone = recipients(config)
    told = _told(config) if everyone else {}
    for recipient in everyone:
        missing = missing_of(recipient.url, os.environ)
        row = told.get((recipient.target, recipient.address))
        found.detail(f"{'✗' if missing else '✓'} notify: {recipient.label}: {_last(row)}")
        for name in missing:
            found.need(
                Urgency.NOBODY_TOLD,
                f"notify: {recipient.label}: ${name} is not set here; set it where the night runs too",
            )
    if any(holds_secret(recipient.url) for recipient in everyone) and config_path.stat().st_mode & _FOR_OTHERS:
        found.need(
            Urgency.TIDY_UP,
            f"{config_path} has addresses with secrets and others may read it: run `chmod 600 {config_path}`, or take "
            "the secrets from the environment (docs/notify.md)",
        )


def check_logins(config: Config, found: Findings) -> None:
    """Note who can log in, and what to do if the pages have a public address and nobody could."""
    if config.web.public_url is None:
        return
    from niggle.web.accounts import Accounts  # only who serves pages to others needs its libraries

    # Not asked when nothing has been given: asking makes the file.
    is_there = (config.store.path / "credentials" / "access.json").exists()
    access = Accounts(config.store.path).read() if is_there else None
    if access is None or not (access.accounts or access.links):
        found.need(
            Urgency.NOBODY_TOLD,
            f"{config.web.public_url}: nobody can log in yet; run `niggle access add NAME --owner`",
        )
        return
    found.detail(f"✓ {config.web.public_url}: {len(access.accounts)} with a password, {len(access.links)} with a link")


def _told(config: Config) -> dict[tuple[str, str], Row]:
    store = common_store(config.store.path)
    if not store.is_there:
        return {}
    with store.read_main() as reader:
        return {(row["target"], row["address"]): row for row in reader.rows("notices_sent")}


def _last(row: Row | None) -> str:
    if row is None:
        return "nothing told yet"
    sent_at, waiting = row["sent_at"], row["waiting"]
    last = "nothing sent yet" if sent_at is None else f"last told on {utc_aware(sent_at):%Y-%m-%d %H:%M} UTC"
    return f"{last}; {waiting} {'matter waits' if waiting == 1 else 'matters wait'}" if waiting else last
