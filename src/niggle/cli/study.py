"""`niggle study`: an anonymised table of one's runs, and what such tables tell of the verdict and of runners."""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import athlete_option, chosen_athletes, config_option
from niggle.config import load_config
from niggle.errors import TableError, UsageError
from niggle.store.layout import published
from niggle.study.columns import COLUMNS, dictionary
from niggle.study.series import BALANCE, Series, gather
from niggle.study.table import StudyRow, parse_table, write_table
from niggle.vocabulary.spelling import did_you_mean

_WHAT_THE_NUMBERS_MEAN = (
    ("judged", "runs without pain whose stride could have been called altered: enough runs before, enough minutes"),
    ("false alarms", "times that a change of stride was taken for sure although nobody hurt, and per 100 judged runs"),
    ("questions", "times per 100 judged runs that the runner would have been asked"),
    ("z", "how far balances were off, in the SDs that niggle expected: 1 is right, more means it is too sure"),
)
_WHAT_THE_POWER_MEANS = (
    "Changes written into these runs, and how many of them were found: of the balance alone, and with the longer "
    "contact and lower cadence that pain brings."
)
_DICTIONARY_HEAD = """# Data dictionary

One row is one run, oldest first; an empty cell is unknown. The table was written by `niggle study export`. There are no
names, dates, places, titles, notes or serial numbers in it. Read it before you share it: who knows when and how far you
ran can find you in it.

"""


@click.group("study")
def command() -> None:
    """Learn from real runners: export an anonymised table, judge tables again, re-estimate the priors."""


def _tables_argument(function: Any) -> Any:
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.argument("files", nargs=-1, required=True, type=kind, metavar="FILE...")(function)


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@athlete_option("Only this athlete.")
@click.option("--force", is_flag=True, help="Replace a table that is there already.")
@config_option
def export(file: Path, athlete_id: str | None, force: bool, config_path: Path) -> int:
    """Write an anonymised table of the runs, and a data dictionary beside it. Nothing is sent anywhere."""
    from niggle.durable import write_atomically
    from niggle.steps.study import study_rows

    config = load_config(config_path)
    athletes = chosen_athletes(config, athlete_id)
    if athlete_id is not None and config.athlete(athlete_id).shared is not None:
        raise UsageError(f"{athlete_id} shares from a niggle of their own; the export has to be theirs")
    described = file.with_suffix(".md")
    if file.suffix.lower() == ".md":
        raise UsageError(f"{file}: the data dictionary is to be there; give the table another name, such as runs.csv")
    for path in (file, described):
        if path.is_dir() or (path.exists() and not force):
            raise UsageError(f"{path}: is there already" + ("" if path.is_dir() else "; --force replaces it"))
    with published(config.store.path) as results:
        found = study_rows(results, [one for one in athletes if one.shared is None], now=datetime.now(UTC))
    if not found.rows:
        raise UsageError("no run to export: none is measured, or the terms of their source forbid it")
    try:
        write_atomically(described, f"{_DICTIONARY_HEAD}{dictionary()}".encode())
        write_atomically(file, write_table(found.rows).encode())
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from error
    click.echo(file)
    runs, runners = _counted(len(found.rows), "run"), _counted(found.runners, "runner")
    click.echo(f"{runs} of {runners}; {described} says what each column is", err=True)
    if found.left_out:
        click.echo(f"{_counted(found.left_out, 'run')} left out: the terms of their source forbid it", err=True)
    click.echo("Nothing was sent. Read the table before you share it (docs/study.md says what to look for).", err=True)
    return 0


@command.command("replay")
@_tables_argument
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--power/--no-power", "with_power", default=True, show_default=True, help="Also write changes in.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Runners side by side.")
def replay_tables(files: Sequence[Path], form: str, with_power: bool, processes: int) -> int:
    """Judge every run of study tables again: false alarms, questions, spread of z, and which changes are found."""
    from niggle.study.summary import summary

    series, is_whole = _read(files)
    job = partial(_replayed, with_power=with_power)
    if processes > 1 and len(series) > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # The longest first, so that no process is left alone with it at the end.
        longest_first = sorted(series, key=lambda one: -len(one.rows))
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            by_label = dict(zip((one.label for one in longest_first), pool.map(job, longest_first), strict=True))
        found = {one.label: by_label[one.label] for one in series}
    else:
        found = {one.label: job(one) for one in series}
    result = summary(found)
    if form == "json":
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        _print_summary(result)
    return 0 if is_whole else EXIT_NEEDS_PERSON


def _replayed(series: Series, *, with_power: bool) -> Any:
    from niggle.study.power import power
    from niggle.study.replay import replay, tally

    replayed = replay(series)
    return tally(replayed), power(replayed, series.sign) if with_power else ()


@command.command("priors")
@_tables_argument
@click.option("--format", "form", type=click.Choice(["toml", "json"]), default="toml", show_default=True)
def estimate_priors(files: Sequence[Path], form: str) -> int:
    """Estimate the population's priors from study tables, as the entries of rules.toml that they would replace."""
    from niggle.study.priors import priors
    from niggle.study.variation import LEAST_RUNS
    from niggle.study.words import priors_object, priors_toml

    series, is_whole = _read(files)
    found = priors(series)
    if not found.sections:
        click.echo(f"niggle: no runner has {LEAST_RUNS} runs that can be compared", err=True)
        is_whole = False
    if form == "json":
        click.echo(json.dumps(priors_object(found), ensure_ascii=False, indent=1))
    else:
        click.echo(priors_toml(found), nl=False)
    return 0 if is_whole else EXIT_NEEDS_PERSON


def _read(files: Sequence[Path]) -> tuple[tuple[Series, ...], bool]:
    """The runners of the tables, and whether every row could be read; what could not is said, a line each."""
    is_whole = True
    tables: dict[str, tuple[StudyRow, ...]] = {}
    names = Counter(path.name for path in set(files))
    for path in dict.fromkeys(files):
        try:
            table = parse_table(path.read_bytes().decode("utf-8-sig", errors="replace"))
        except (OSError, TableError) as error:
            reason = f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)
            click.echo(f"niggle: {path}: {reason}", err=True)
            is_whole = False
            continue
        for problem in table.problems:
            click.echo(f"niggle: {path}: {problem}", err=True)
        if table.unused:
            named = ", ".join(f"{name!r}{did_you_mean(name, COLUMNS)}" for name in table.unused)
            click.echo(f"{path}: columns not used: {named}", err=True)
        is_whole = is_whole and not table.problems
        tables[path.name if names[path.name] == 1 else str(path)] = table.rows
    return gather(tables), is_whole


def _print_summary(result: Mapping[str, Any]) -> None:
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("runner")
    for name in ("runs", "judged", "false alarms", "per 100", "questions per 100", "z"):
        table.add_column(name, justify="right")
    shown = {**result["runners"], "all": result} if len(result["runners"]) != 1 else result["runners"]
    for label, one in shown.items():
        numbers = [one[key] for key in ("runs", "judged", "confirmed_episodes")]
        rates = (one["confirmed_per_100"], one["questions_per_100"], one["z_sd"].get(BALANCE))
        table.add_row(Text(label), *map(str, numbers), *map(_rate, rates))
    console.print(table)
    console.print()
    for name, meaning in _WHAT_THE_NUMBERS_MEAN:
        console.print(Text.assemble((name, "bold"), f": {meaning}"))
    if result["power"]:
        console.print()
        console.print(_WHAT_THE_POWER_MEANS)
        console.print(_power_table(result["power"]))


def _power_table(powers: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("found")
    for size_pp in dict.fromkeys(power["size_pp"] for power in powers):
        table.add_column(f"{size_pp:g} pp", justify="right")
    rows: dict[str, list[str]] = {}
    for power in powers:
        what = "balance alone" if power["kind"] == "balance" else "whole pattern"
        share = "–" if power["share"] is None else f"{100.0 * power['share']:.0f} %"
        rows.setdefault(f"{what}, within {power['within_runs']} runs", []).append(share)
    for name, shares in rows.items():
        table.add_row(name, *shares)
    most = max(power["n"] for power in powers)
    table.caption = f"of {most} of each at the most"
    table.caption_justify = "left"
    return table


def _rate(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{value:.2f}"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
