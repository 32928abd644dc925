"""`niggle login`: give a source what it needs to be read at night."""

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import assert_never

import click

from niggle.cli.network import KINDS, SHARE, configured
from niggle.cli.options import athlete_option, config_option, one_athlete
from niggle.config import (
    Athlete,
    Config,
    GarminConfig,
    GarminPersonalConfig,
    IntervalsConfig,
    StravaConfig,
    load_config,
)
from niggle.errors import UsageError
from niggle.sources import credentials

_KEY_VARIABLE = "GARMIN_PERSONAL_API_KEY"  # the name that Garmin's own client uses
_INTERVALS_VARIABLE = "INTERVALS_API_KEY"
_EXPIRIES_D = "30, 90, 180 or 365"


@click.command("login")
@click.argument("kind", type=click.Choice((*KINDS, SHARE)), metavar="KIND")
@athlete_option("Whose account it is; not needed when the configuration has only one athlete.")
@click.option("--expires", metavar="DATE|DAYS", help="When the key of garmin_personal expires; asked for otherwise.")
@config_option
def command(kind: str, athlete_id: str | None, expires: str | None, config_path: Path) -> None:
    """Give a source access: by a key (garmin_personal, intervals), a password (garmin), in the browser (strava).

    For share: the token that a coach's `niggle access token` printed, so that `niggle share` may send there.
    What is kept goes into the system keyring, else into a file that only you can read; passwords are never kept.
    """
    config = load_config(config_path)
    athlete = one_athlete(config, athlete_id)
    if kind == SHARE:
        _share(config, athlete)
        return
    source = configured(athlete, kind)
    match source:
        case GarminPersonalConfig():
            _garmin_personal(config, athlete, source, expires)
        case GarminConfig():
            _garmin(config, athlete, source)
        case IntervalsConfig():
            _intervals(config, athlete, source)
        case StravaConfig():
            _strava(config, athlete, source)
        case _:
            assert_never(source)
    place = credentials.kept_in(config.store.path, athlete.id, kind)
    click.echo(f"{athlete.id}: {kind} is ready; the credentials are in {place}", err=True)
    if source not in athlete.sources:
        click.echo(f'Now add it to {config_path}, below the athlete:\n[[athletes.sources]]\nkind = "{kind}"', err=True)


def _garmin_personal(config: Config, athlete: Athlete, source: GarminPersonalConfig, expires: str | None) -> None:
    from niggle.sources import garmin_personal

    click.echo(f"Make a key at {garmin_personal.KEY_PAGE} (Garmin shows it once).", err=True)
    key = os.environ.get(_KEY_VARIABLE) or _secret("Key")
    if expires is None:
        expires = _line(f"When does it expire? A date, or the days you chose ({_EXPIRIES_D}; empty: not known)", "")
    garmin_personal.login(
        source,
        athlete_id=athlete.id,
        store_folder=config.store.path,
        key=key,
        expires_on=_expiry(expires, datetime.now(UTC).date()),
    )


def _garmin(config: Config, athlete: Athlete, source: GarminConfig) -> None:
    from niggle.sources import garmin

    email = _line("E-mail of the Garmin account")
    password = _secret("Password (not kept)")
    click.echo("Logging in; this can take a minute …", err=True)
    garmin.login(
        source,
        athlete_id=athlete.id,
        store_folder=config.store.path,
        email=email,
        password=password,
        ask_code=lambda: _line("The code that Garmin has sent you"),
    )


def _intervals(config: Config, athlete: Athlete, source: IntervalsConfig) -> None:
    from niggle.sources import intervals

    click.echo(f"Make a key at {intervals.KEY_PAGE}.", err=True)
    key = os.environ.get(_INTERVALS_VARIABLE) or _secret("Key")
    intervals.login(source, athlete_id=athlete.id, store_folder=config.store.path, key=key)


def _strava(config: Config, athlete: Athlete, source: StravaConfig) -> None:
    from niggle.sources import strava_login

    strava_login.login(
        source, athlete_id=athlete.id, store_folder=config.store.path, say=lambda line: click.echo(line, err=True)
    )


def _share(config: Config, athlete: Athlete) -> None:
    from niggle.steps.outgoing import keep_token

    keep_token(config, athlete, _secret("Token"))
    place = credentials.kept_in(config.store.path, athlete.id, SHARE)
    click.echo(f"{athlete.id}: `niggle share` may send; the token is in {place}", err=True)
    if athlete.share.url is None:
        click.echo('Now say where to, below the athlete:\n[athletes.share]\nurl = "https://..."', err=True)


def _expiry(text: str, today: date) -> date | None:
    """The day a key expires, from a date or a number of days.

    Raises:
        UsageError: if it is neither.
    """
    text = text.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return today + timedelta(days=int(text))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is neither a date such as 2027-02-21 nor a number of days") from None


def _line(question: str, default: str | None = None) -> str:
    """What a person types, or the next line of what is piped in."""
    if sys.stdin.isatty():
        answer: str = click.prompt(question, default=default, show_default=False, err=True)
        return answer.strip()
    answer = sys.stdin.readline().strip()
    if not answer and default is None:
        raise UsageError(f"nothing to read for: {question}")
    return answer


def _secret(question: str) -> str:
    """What a person types unseen, or the next line of what is piped in."""
    if sys.stdin.isatty():
        answer: str = click.prompt(question, hide_input=True, err=True)
        return answer.strip()
    return _line(question)
