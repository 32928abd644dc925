"""`niggle logout`: take a source's access away."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.network import KINDS, SHARE, configured
from niggle.cli.options import athlete_option, config_option, one_athlete
from niggle.config import Athlete, Config, StravaConfig, load_config
from niggle.sources import credentials
from niggle.sources.garmin_markers import ANYBODY, owner_place
from niggle.store.layout import athlete_landing


@click.command("logout")
@click.argument("kind", type=click.Choice((*KINDS, SHARE)), metavar="KIND")
@athlete_option("Whose account it is; not needed when the configuration has only one athlete.")
@config_option
def command(kind: str, athlete_id: str | None, config_path: Path) -> int:
    """Forget a source's credentials; for strava, take access back there and delete what came from it.

    For share: forget the coach's token. What was sent stays there; share_with_coach = "none" and `niggle share`
    take it back, before.
    """
    config = load_config(config_path)
    athlete = one_athlete(config, athlete_id)
    if kind == SHARE:
        return _forget_token(config, athlete)
    source = configured(athlete, kind)
    had_any = credentials.kept_in(config.store.path, athlete.id, kind) is not None
    line = None
    if isinstance(source, StravaConfig):
        from niggle.sources import strava_login

        is_to_go = _forget(config, athlete, kind)  # first: whatever Strava answers, what came from it goes
        line = strava_login.logout(source, athlete_id=athlete.id, store_folder=config.store.path)
        if is_to_go:
            _take_out(config, athlete)
    else:
        _let_account_change(config, athlete, kind)
        credentials.delete(config.store.path, athlete.id, kind)
    said = f"logged out of {kind}" if had_any else f"was not logged in to {kind}"
    click.echo(f"{athlete.id}: {said}", err=True)
    if line is not None:
        click.echo(f"niggle: {line}", err=True)
        return EXIT_NEEDS_PERSON
    return 0


def _forget_token(config: Config, athlete: Athlete) -> int:
    """Send nothing from now on; what was sent is taken back by `share_with_coach = "none"` and `niggle share`."""
    from niggle.steps.outgoing import delete_token

    had_any = delete_token(config, athlete)
    click.echo(f"{athlete.id}: {'the token is forgotten' if had_any else 'there was no token'}", err=True)
    return 0


def _let_account_change(config: Config, athlete: Athlete, kind: str) -> None:
    """Note that the next login may be to another account; what came from the old one stays."""
    landing = athlete_landing(config.store.path, athlete.id)
    if any(arrival.source == kind for arrival in landing.arrivals(athlete.id)):
        landing.note(
            "marker", athlete_id=athlete.id, source=kind, place=owner_place(kind), stamp=ANYBODY,
            landed_at=datetime.now(UTC),
        )  # fmt: skip


def _forget(config: Config, athlete: Athlete, kind: str) -> bool:
    """Note that all that came from a source is to go; False if nothing came."""
    landing = athlete_landing(config.store.path, athlete.id)
    if not any(arrival.source == kind for arrival in landing.arrivals(athlete.id)):
        return False
    landing.note("forgotten", athlete_id=athlete.id, source=kind, place=f"{kind}:", landed_at=datetime.now(UTC))
    return True


def _take_out(config: Config, athlete: Athlete) -> None:
    """Have the database, the raw files and the pages follow what was noted; a sync would do the same."""
    from niggle.steps.decode import decode
    from niggle.steps.judge import judge
    from niggle.steps.measure import measure
    from niggle.steps.night import publish
    from niggle.steps.report import report, report_squads
    from niggle.steps.triage import triage

    for step in (decode, measure, judge, triage):
        step(config, athlete)
    publish(config, athlete)
    report(config, athlete)
    report_squads(config)
