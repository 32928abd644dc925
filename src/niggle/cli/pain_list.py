"""`niggle pain list`: what has been reported."""

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from niggle.cli.options import athlete_option, chosen_athletes, config_option
from niggle.cli.pain_week import listed_weeks
from niggle.config import load_config
from niggle.entered import entry_id_of
from niggle.pain.diary import write_diary
from niggle.pain.model import PainReport
from niggle.records.pain import pain_report
from niggle.store import Store
from niggle.vocabulary.diary import QUESTIONS, SCORES

_YES_NO = tuple(name for name, question in QUESTIONS.items() if question.kind == "yes_no")


@click.command("list")
@athlete_option("Only this athlete.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--weekly", is_flag=True, help="The weekly check-ins instead of the reports.")
@config_option
def list_reports(athlete_id: str | None, form: str, weekly: bool, config_path: Path) -> int:
    """List what has been reported; as CSV it can be imported again."""
    config = load_config(config_path)
    if weekly:
        return listed_weeks(config, chosen_athletes(config, athlete_id), form)
    rows = []
    with Store(config.store.path).read_published() as reader:
        for athlete in chosen_athletes(config, athlete_id):
            rows += reader.rows("pain_reports_of", athlete_id=athlete.id)
    reports = [pain_report(row) for row in rows]
    if form == "csv":
        click.echo(write_diary(reports), nl=False)
    elif form == "json":
        objects = [
            {**_object(report), "joined_run_id": row["joined_run_id"], "entry_id": entry_id_of(row["place"] or "")}
            for report, row in zip(reports, rows, strict=True)
        ]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1))
    elif not reports:
        click.echo("no reports yet; `niggle pain add` makes one", err=True)
    else:
        Console().print(_table(reports, [row["joined_run_id"] for row in rows]))
    return 0


def _object(report: PainReport) -> dict[str, Any]:
    values = {field.name: getattr(report, field.name) for field in fields(report)}
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}


def _table(reports: Sequence[PainReport], run_ids: Sequence[str | None]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", caption_justify="left")
    scores = [question.name for question in SCORES]
    table.caption = "scores: " + "/".join(score.replace("_", " ") for score in scores)
    for name in ("athlete", "run", "site", "side", "scores", "also"):
        table.add_column(name, no_wrap=name in ("run", "scores"))
    for report, run_id in zip(reports, run_ids, strict=True):
        also = [name.replace("_", " ") for name in _YES_NO if getattr(report, name)]
        also += [word.replace("_", " ") for word in (report.quality, report.kind) if word]
        also += ["from a note"] if report.source == "note" else []
        numbers = ["–" if getattr(report, score) is None else str(getattr(report, score)) for score in scores]
        where = report.site or ("no pain" if report.peak == 0 else "–")
        waiting = f"waits for a run of {report.date or report.started_at or report.run_id}"
        table.add_row(
            report.athlete_id, run_id or waiting, where, report.side or "", "/".join(numbers), ", ".join(also)
        )
    return table
