"""`niggle access invite`: a link and a QR code for each athlete, of whom a coach sees nothing until they choose."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli.options import config_option
from niggle.config import Config, load_config
from niggle.errors import UsageError

_SHEET = "invitations.html"


@click.command("invite")
@click.argument("athlete_ids", metavar="[ATHLETE]...", nargs=-1)
@click.option("--from", "names", type=click.Path(path_type=Path), help="A CSV of names (name, id, timezone) to invite.")
@click.option("--squad", metavar="NAME", help="The squad of those in the CSV.")
@click.option("--out", type=click.Path(path_type=Path), help="A folder for a sheet of cards with QR codes to print.")
@config_option
def command(
    athlete_ids: tuple[str, ...], names: Path | None, squad: str | None, out: Path | None, config_path: Path
) -> None:
    """Print athletes' own links, and have each asked what their coach may see: nothing until they have chosen.

    Names in the CSV that the configuration does not have are written at its end.
    """
    from niggle.reports.invitations.page import Invitation, invitations_page, qr_text
    from niggle.steps.invite import ask_to_choose
    from niggle.web.session import Authenticator

    if (names is None) != (squad is None):
        raise UsageError("--from needs --squad, and --squad needs --from")
    config = load_config(config_path)
    address = _address(config)
    invited = list(athlete_ids)
    if names is not None and squad is not None:
        config, added = _with_names(config, config_path, names, squad)
        invited += added
    if not invited:
        raise UsageError("say whom to invite: ATHLETE, or --from FILE.csv --squad NAME")
    for athlete_id in invited:
        if config.athlete(athlete_id).shared is not None:
            raise UsageError(f"{athlete_id} shares from a niggle of their own, and has their pages there")
    now, authenticator = datetime.now(UTC), Authenticator(config)
    invitations = []
    for athlete_id in dict.fromkeys(invited):
        ask_to_choose(config, athlete_id, now)
        name, link = config.athlete(athlete_id).name, f"{address}/enter/{authenticator.link_of(athlete_id)}"
        invitations.append(Invitation(name, link))
        click.echo(f"{name}\t{link}")
    if out is not None:
        _write(out, invitations_page(f"Invitations to {squad or 'niggle'}", invitations))
        click.echo(f"{out / _SHEET}: {len(invitations)} cards to print; delete it when they are handed out", err=True)
    elif len(invitations) == 1:
        click.echo(qr_text(invitations[0].link), err=True)


def _address(config: Config) -> str:
    from niggle.web.deployment import address_of, is_loopback

    if config.web.public_url is None and is_loopback(config.web.host):
        click.echo(
            "niggle: these addresses lead to this machine only; set public_url in [web] of the configuration", err=True
        )
    return address_of(config)


def _with_names(config: Config, config_path: Path, names: Path, squad: str) -> tuple[Config, list[str]]:
    """The configuration with everybody on the list, and their ids."""
    from niggle.invitations import read_names
    from niggle.steps.invite import add_athletes

    try:
        text = names.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{names}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from error
    try:
        invited = read_names(text, config.athletes, squad=squad)
    except UsageError as error:
        raise UsageError(f"{names}: {error}") from None
    new = sum(one.is_new for one in invited)
    if new:
        config = add_athletes(config_path, invited, squad)
        click.echo(f"{config_path}: {new} athletes added to {squad}", err=True)
    return config, [one.athlete_id for one in invited]


def _write(folder: Path, page: str) -> None:
    from niggle.reports.files import write_pages

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_pages(folder, {_SHEET: page})
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}; name another folder with --out") from error
