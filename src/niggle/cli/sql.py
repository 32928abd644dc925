"""`niggle sql`: one statement over all athletes, for the owner of the store."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from niggle.cli.options import config_option
from niggle.config import load_config
from niggle.errors import UsageError
from niggle.store.everything import TABLES, Answer, ask, ask_parquet
from niggle.vocabulary.spreadsheets import csv_of


@click.command("sql", epilog=f"Views: samples, {', '.join(TABLES)}. DESCRIBE NAME shows the columns of one.")
@click.argument("statement")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "parquet"]), default="table", show_default=True,
    help="How to write the answer; parquet is for a file, as in > runs.parquet.",
)  # fmt: skip
@config_option
def command(statement: str, form: str, config_path: Path) -> int:
    """Ask all athletes' runs, windows, samples and statuses at once, in DuckDB's SQL; nothing can be changed."""
    if form == "parquet" and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal; send it to a file: --format parquet > answer.parquet")
    config = load_config(config_path)
    athlete_ids = [athlete.id for athlete in config.athletes]
    if form == "parquet":
        click.echo(ask_parquet(config.store.path, athlete_ids, statement), nl=False)  # bytes go out as they are
        return 0
    answer = ask(config.store.path, athlete_ids, statement)
    if form == "csv":
        click.echo(csv_of(answer.names, answer.rows), nl=False)
    else:
        _print_table(answer)
    return 0


def _print_table(answer: Answer) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in answer.names:
        table.add_column(Text(name))
    for row in answer.rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    Console(highlight=False).print(table)
