"""`niggle pain`: what the runner felt."""

import click

from niggle.cli.pain_add import add
from niggle.cli.pain_edit import edit
from niggle.cli.pain_import import import_diary
from niggle.cli.pain_list import list_reports
from niggle.cli.pain_undo import undo
from niggle.cli.pain_week import add_week


@click.group("pain")
def command() -> None:
    """Self-reported pain: report, edit, undo, check in on the week, import a diary, list what is there."""


for _one in (add, edit, undo, add_week, import_diary, list_reports):
    command.add_command(_one)
