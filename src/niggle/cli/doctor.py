"""`niggle doctor`: is everything as it should be, and what to do if not."""

from collections.abc import Sequence
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.findings import Findings, Urgency
from niggle.cli.notify_states import check_logins, check_notify
from niggle.cli.options import config_option
from niggle.cli.source_states import check_sources
from niggle.config import Config, load_config
from niggle.errors import DecodeError, StoreError, UsageError, printable
from niggle.fit.unwrap import unwrap
from niggle.reading import reading
from niggle.reports.words import long_date, metric_label
from niggle.steps.heal import strange_lines
from niggle.steps.incoming import strangers
from niggle.store import Reader
from niggle.store.database import Row
from niggle.store.layout import common_store, noted_squads, published
from niggle.tracks.read import read_recording
from niggle.vocabulary.slugs import slug


@click.command("doctor")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--verbose", is_flag=True, help="Also what is well: sources, sensors, devices and their decoders.")
@config_option
def command(files: tuple[Path, ...], verbose: bool, config_path: Path) -> int:
    """Say what needs you, most urgent first; with FILE, decode it twice and show every difference."""
    if files:
        needs_person = [_examine(path) for path in files]
        return EXIT_NEEDS_PERSON if any(needs_person) else 0
    config, found = load_config(config_path), Findings()
    check_sources(config, found)
    check_logins(config, found)
    check_notify(config, config_path, found)
    for athlete_id in strangers(config):
        found.need(
            Urgency.TIDY_UP,
            f"{athlete_id}: is kept here and in {config_path} no more; `niggle forget {athlete_id}` takes all of it "
            "away",
        )
    _check_notes(config, found)
    for line in strange_lines(config):
        found.detail(f"  {line}")
    counts = _check_results(config, found)
    _show(found, _summary(config, config_path, counts), verbose=verbose)
    return EXIT_NEEDS_PERSON if found.needs else 0


def _show(found: Findings, summary: str, *, verbose: bool) -> None:
    needs = found.by_urgency
    if needs:
        click.echo("1 thing needs you:" if len(needs) == 1 else f"{len(needs)} things need you:")
    for line in needs:
        click.echo(f"→ {line}")
    click.echo(f"{'' if needs else '✓ Nothing needs you. '}{summary}")
    if verbose:
        for line in found.details:
            click.echo(line)
    elif found.details:
        click.echo("`niggle doctor --verbose` shows sources, sensors and devices.", err=True)


def _summary(config: Config, config_path: Path, counts: Sequence[Row]) -> str:
    athletes = "1 athlete" if len(config.athletes) == 1 else f"{len(config.athletes)} athletes"
    runs = sum(row["runs"] for row in counts)
    if not runs:
        return f"{config_path}: {athletes}, no runs yet."
    newest = max(row["newest_at"] for row in counts)
    return f"{config_path}: {athletes}, {'1 run' if runs == 1 else f'{runs} runs'}, the newest of {long_date(newest)}."


def _check_results(config: Config, found: Findings) -> list[Row]:
    """Look at what is kept of every athlete; a row for each with how many runs there are, and when the newest was."""
    counts: list[Row] = []
    try:
        with published(config.store.path) as results:
            for athlete in config.athletes:
                counts += _check_athlete(results.of(athlete.id), athlete.id, found)
        _check_devices(config, found)
    except UsageError as error:
        found.need(Urgency.RUNS_STOP, str(error))
    return counts


def _check_notes(config: Config, found: Findings) -> None:
    """Find coaches' notes that lie under a name that no squad has."""
    known = {slug(name) for squad in config.squads for name in config.names_of(squad)}
    for squad in sorted(noted_squads(config.store.path) - known):
        found.need(
            Urgency.TIDY_UP,
            f"coaches' notes of a squad {squad!r} are kept, and there is none of that name; if it is called otherwise "
            "now, say so in [[squads]] (docs/serve.md)",
        )


def _check_athlete(reader: Reader, athlete_id: str, found: Findings) -> list[Row]:
    try:
        return _told(reader, found)
    except StoreError as error:  # theirs alone: the others' are looked at all the same
        found.need(Urgency.RUNS_STOP, f"{athlete_id}: {error}")
        return []


def _told(reader: Reader, found: Findings) -> list[Row]:
    counts = reader.rows("counts")
    for row in counts:
        found.detail(f"✓ {row['athlete_id']}: {row['runs']} runs, the newest of {row['newest_at']:%Y-%m-%d}")
    for row in reader.rows("sensors_seen"):
        what = ", ".join(metric_label(metric).lower() for metric in row["metrics"])
        found.detail(
            f"  {row['athlete_id']}: {row['sensor']}, {row['runs']} runs until {row['last_seen_at']:%Y-%m-%d}: {what}"
        )
    for row in reader.rows("damaged_files"):
        defects = "; ".join(row["defects"])
        found.detail(f"  {row['athlete_id']}: {printable(row['origin'])}: {defects}; the rest was read")
    for row in reader.rows("quarantined_files"):
        remedy = "" if row["waits_until"] else "; get it from the watch once more"
        found.need(
            Urgency.RUNS_MISSING,
            f"{row['athlete_id']}: {row['reason']}; it is kept in the store's quarantine/ folder{remedy}",
        )
    return counts


def _check_devices(config: Config, found: Findings) -> None:
    """What another decoder made of each device's files."""
    with common_store(config.store.path).read_main() as reader:
        devices = reader.rows("second_opinions")
    for row in devices:
        device = " ".join(part for part in (row["manufacturer"], row["product"], row["firmware"]) if part)
        if row["differing_cells"] == 0:
            found.detail(f"✓ {device}: two decoders agree on everything that a run is made of")
            continue
        values = "1 value" if row["differing_cells"] == 1 else f"{row['differing_cells']} values"
        found.detail(f"✗ {device}: two decoders differ in {values}\n{row['detail']}")
        found.need(
            Urgency.TIDY_UP,
            f"{printable(row['origin'])}: two decoders read {values} of this run differently; please report it with "
            "what `niggle doctor FILE` prints",
        )


def _examine(path: Path) -> bool:
    """Decode the FIT files in a file with two decoders; whether a person should look."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        wanting = [name for name, member in unwrap(data, name=str(path)) if _examine_member(name, member)]
    except DecodeError as error:
        click.echo(f"✗ {error}")
        return True
    return bool(wanting)


def _examine_member(name: str, data: bytes) -> bool:
    from niggle.fit.second_opinion import differing_cells  # the other decoder takes long to import

    with reading(name):
        activity = read_recording(data, form="fit", path=name)
        differences = differing_cells(data, path=name)
    sessions = ", ".join(session.sport or "unknown sport" for session in activity.sessions) or "no session"
    device = " ".join(str(part) for part in (activity.file_id.manufacturer, activity.file_id.product) if part)
    click.echo(f"{'✓' if not differences else '✗'} {name}: {sessions}; {device or 'unknown device'}")
    for defect in activity.defects:
        click.echo(f"  {defect}")
    if differences:
        click.echo(f"  two decoders differ in {len(differences)} cells:")
        for difference in differences:
            click.echo(f"  {difference}")
    return bool(differences or activity.defects)
