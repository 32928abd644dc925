"""`niggle panel`: ask people who work with runners, and see whether niggle says what they say."""

import json
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import config_option
from niggle.errors import UsageError


@click.group("panel")
def command() -> None:
    """Ask people who work with runners about made-up runs, and compare what they say with niggle (docs/panel.md)."""


@command.command("print")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--raters", type=click.IntRange(1, 99), default=1, show_default=True,
    help="Print a questionnaire for each of so many, numbered and each in another order.",
)  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Another number gives other orders.")
@config_option
def print_questionnaire(file: Path, raters: int, seed: int, config_path: Path) -> int:
    """Write the questionnaire as FILE, a PDF, and beside it the table that the answers are typed into (.csv)."""
    from niggle.panel.order import bundles
    from niggle.panel.questionnaire import questionnaire
    from niggle.panel.stories import stories
    from niggle.panel.table import blank_table

    if file.suffix.lower() != ".pdf":
        raise UsageError(f"{file}: the questionnaire is a PDF; give it a name that ends in .pdf")
    table = file.with_suffix(".csv")
    handed_out = bundles(stories(), seed=seed, raters=raters)
    blank = blank_table(handed_out).encode()
    _keep_what_is_filled_in(table, blank)
    pdf = questionnaire(handed_out)
    _write(file, pdf)
    _write(table, blank)
    click.echo(f"{file}\n{table}")
    return 0


def _keep_what_is_filled_in(table: Path, blank: bytes) -> None:
    if table.exists() and (not table.is_file() or table.read_bytes() != blank):
        raise UsageError(f"{table} is there already and may hold answers; move it away or print under another name")


def _write(path: Path, data: bytes) -> None:
    from niggle.durable import write_atomically

    try:
        write_atomically(path, data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


@command.command("score")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE.csv...")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@config_option
def score_answers(files: tuple[Path, ...], form: str, config_path: Path) -> int:
    """Say how far the raters of filled-in tables agree with one another and with niggle, and where they do not."""
    from niggle.cli.panel_score import print_score, score_object
    from niggle.panel.score import score
    from niggle.panel.stories import answer, stories
    from niggle.panel.table import join_tables, read_table

    told = stories()
    codes = {story.code for story in told}
    ratings, problems = join_tables({str(file): read_table(_text(file), codes=codes) for file in files})
    for line in problems:
        click.echo(f"niggle: {line}", err=True)
    if not ratings:
        if problems:
            return EXIT_NEEDS_PERSON
        raise UsageError("nothing is filled in yet: the column 'status' takes a letter of the paper, A to F")
    result = score(told, ratings, {story.code: answer(story) for story in told})
    if form == "json":
        click.echo(json.dumps(score_object(result), ensure_ascii=False, indent=1))
    else:
        print_score(result)
    return EXIT_NEEDS_PERSON if problems else 0


def _text(file: Path) -> str:
    """The text of a table in UTF-8 or, as older spreadsheets write it, in Windows' Western European."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
