"""`niggle doctor`: is everything as it should be, and what to do if not."""

from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.notify_states import check_logins, check_notify
from niggle.cli.options import config_option
from niggle.cli.source_states import check_sources
from niggle.config import Config, load_config
from niggle.errors import DecodeError, StoreError, UsageError, printable
from niggle.fit.unwrap import unwrap
from niggle.reading import reading
from niggle.reports.words import metric_label
from niggle.steps.heal import strange_lines
from niggle.steps.incoming import strangers
from niggle.store import Reader
from niggle.store.layout import common_store, noted_squads, published
from niggle.tracks.read import read_recording
from niggle.vocabulary.slugs import slug


@click.command("doctor")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@config_option
def command(files: tuple[Path, ...], config_path: Path) -> int:
    """Check configuration, sources, sensors, messages, files; with FILE, decode it twice and show every difference."""
    if files:
        needs_person = [_examine(path) for path in files]
        return EXIT_NEEDS_PERSON if any(needs_person) else 0
    config = load_config(config_path)
    click.echo(f"✓ {config_path}: {len(config.athletes)} athlete{'' if len(config.athletes) == 1 else 's'}")
    advice = check_sources(config)
    advice += check_logins(config)
    advice += check_notify(config, config_path)
    advice += [
        f"{athlete_id}: is kept here and in {config_path} no more; `niggle forget {athlete_id}` takes all of it away"
        for athlete_id in strangers(config)
    ]
    advice += _unread_notes(config)
    for line in strange_lines(config):
        click.echo(f"  {line}")
    try:
        with published(config.store.path) as results:
            for athlete in config.athletes:
                advice += _check_athlete(results.of(athlete.id), athlete.id)
        advice += _check_devices(config)
    except UsageError as error:
        advice.append(str(error))
    for line in advice:
        click.echo(f"→ {line}")
    return EXIT_NEEDS_PERSON if advice else 0


def _unread_notes(config: Config) -> list[str]:
    """What to do about coaches' notes that lie under a name that no squad has."""
    known = {slug(name) for squad in config.squads for name in config.names_of(squad)}
    return [
        f"coaches' notes of a squad {squad!r} are kept, and there is none of that name; if it is called otherwise now, "
        "say so in [[squads]] (docs/serve.md)"
        for squad in sorted(noted_squads(config.store.path) - known)
    ]


def _check_athlete(reader: Reader, athlete_id: str) -> list[str]:
    """Show what there is of an athlete; what a person should do about it."""
    try:
        return _told(reader)
    except StoreError as error:  # theirs alone: the others' are looked at all the same
        return [f"{athlete_id}: {error}"]


def _told(reader: Reader) -> list[str]:
    for row in reader.rows("counts"):
        click.echo(f"✓ {row['athlete_id']}: {row['runs']} runs, the newest of {row['newest_at']:%Y-%m-%d}")
    for row in reader.rows("sensors_seen"):
        what = ", ".join(metric_label(metric).lower() for metric in row["metrics"])
        click.echo(
            f"  {row['athlete_id']}: {row['sensor']}, {row['runs']} runs until {row['last_seen_at']:%Y-%m-%d}: {what}"
        )
    for row in reader.rows("damaged_files"):
        click.echo(f"  {row['athlete_id']}: {printable(row['origin'])}: {'; '.join(row['defects'])}; the rest was read")
    advice = []
    for row in reader.rows("quarantined_files"):
        remedy = "" if row["waits_until"] else "; get it from the watch once more"
        advice.append(f"{row['athlete_id']}: {row['reason']}; it is kept in the store's quarantine/ folder{remedy}")
    return advice


def _check_devices(config: Config) -> list[str]:
    """Show what another decoder made of each device's files; what a person should do about it."""
    advice = []
    with common_store(config.store.path).read_main() as reader:
        devices = reader.rows("second_opinions")
    for row in devices:
        device = " ".join(part for part in (row["manufacturer"], row["product"], row["firmware"]) if part)
        if row["differing_cells"] == 0:
            click.echo(f"✓ {device}: two decoders agree on every cell")
        else:
            click.echo(f"✗ {device}: two decoders differ in {row['differing_cells']} cells\n{row['detail']}")
            advice.append(f"{device}: please report the differing cells above with the file that shows them")
    return advice


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
