"""`niggle share`: put what an athlete consents to where a coach's niggle finds it."""

from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import athlete_option, chosen_athletes, config_option, one_athlete
from niggle.config import Athlete, load_config
from niggle.errors import UsageError
from niggle.steps.outgoing import share, share_key


@click.command("share")
@athlete_option("Only this athlete.")
@click.option("--key", "shows_key", is_flag=True, help="Print the public key, and the lines for a coach's config.toml.")
@config_option
def command(athlete_id: str | None, shows_key: bool, config_path: Path) -> int:
    """Put what an athlete lets a coach see, signed, into a folder or to the coach's `niggle serve`.

    Where to is said by [athletes.share], how much by share_with_coach. Every sync does the same.
    """
    config = load_config(config_path)
    if shows_key:
        athlete = one_athlete(config, athlete_id)
        _print_key(athlete, share_key(config, athlete))
        return 0
    athletes = chosen_athletes(config, athlete_id)
    results = [share(config, athlete) for athlete in athletes]
    if not any(shared.written or shared.unchanged or shared.problems for shared in results):
        raise UsageError(f"{config_path}: nothing says where to; write [athletes.share] with a `folder` or a `url`")
    for shared in results:
        for line in (*shared.written, *shared.unchanged):
            click.echo(line)
        for problem in shared.problems:
            click.echo(f"niggle: {problem}", err=True)
    return EXIT_NEEDS_PERSON if any(shared.problems for shared in results) else 0


def _print_key(athlete: Athlete, key: str) -> None:
    known_as = athlete.share.known_as or athlete.id
    click.echo(key)
    click.echo("For the coach's config.toml, below the athlete:", err=True)
    path = "" if athlete.share.url is not None else f'path = "..."                  # where {known_as}.niggle.json is\n'
    click.echo(f'\nid = "{known_as}"\n\n[[athletes.sources]]\nkind = "shared"\nkey = "{key}"\n{path}', nl=False)
