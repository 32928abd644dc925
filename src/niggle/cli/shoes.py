"""`niggle shoes`: the pairs of a runner, how far each has come, a new one, and one that is done."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import click

from niggle.cli.lines import bold, say
from niggle.cli.options import athlete_option, config_option, one_athlete
from niggle.config import Athlete, Config, load_config
from niggle.entered import COMMAND_LINE
from niggle.errors import NotFoundError, UsageError
from niggle.pairs import Pair, Worn
from niggle.reports.words import day_month
from niggle.steps.shoes import enter_shoes, shoes_of, shoes_without_runs
from niggle.store.layout import published
from niggle.vocabulary.units import Units, distance


@click.command("shoes")
@click.option("--add", "added", metavar="NAME", help="A new pair, worn from now on.")
@click.option("--retire", "retired", metavar="NAME", help="A pair that is not worn any more.")
@click.option("--since", "day", metavar="DATE", help="First day of a new pair, last of an old one; else today.")
@athlete_option("Whose; not needed where there is one athlete.")
@config_option
def command(added: str | None, retired: str | None, day: str | None, athlete_id: str | None, config_path: Path) -> int:
    """List the pairs of a runner with the distance of each; begin a new pair, or retire one.

    A run is in the pair of the run before it, in what its source says, or in what is chosen on its page.
    """
    config, now = load_config(config_path), datetime.now(UTC)
    athlete = one_athlete(config, athlete_id)
    since = _day(day) or now.astimezone(athlete.zone).date()
    if retired is not None:
        _refuse_unknown(retired, _shoes(config, athlete, now))
        enter_shoes(
            config, athlete, "retire", retired, day=since, entry_id=uuid4(), now=now, door=COMMAND_LINE
        )  # fmt: skip
    if added is not None:
        enter_shoes(config, athlete, "begin", added, day=since, entry_id=uuid4(), now=now, door=COMMAND_LINE)
    shoes = _shoes(config, athlete, now)
    if not shoes.pairs:
        click.echo("no pair yet; `niggle shoes --add NAME` begins one", err=True)
    for pair in shoes.pairs:
        say(f"{bold(pair.name)}  {_told(pair, athlete.units)}")
    return 0


def _shoes(config: Config, athlete: Athlete, now: datetime) -> Worn:
    try:
        with published(config.store.path) as results:
            return shoes_of(config, athlete, results.of(athlete.id), now)
    except NotFoundError:  # before the first night: what is said is kept all the same
        return shoes_without_runs(config, athlete)


def _told(pair: Pair, units: Units) -> str:
    runs = f"{pair.runs} {'run' if pair.runs == 1 else 'runs'}"
    since = f"new since {_date(pair.since)}"
    return ", ".join((distance(pair.distance_m, units), runs, since, *_end(pair)))


def _end(pair: Pair) -> list[str]:
    return [] if pair.until is None else [f"retired {_date(pair.until)}"]


def _date(day: date) -> str:
    return f"{day_month(day)} {day.year}"


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since: {text!r} is no date; write one like 2026-03-02") from None


def _refuse_unknown(name: str, shoes: Worn) -> None:
    known = [pair.name for pair in shoes.pairs]
    if " ".join(name.split()).casefold() not in map(str.casefold, known):
        raise UsageError(f"--retire: there is no pair {name!r}; there is: {', '.join(known) or 'none'}")
