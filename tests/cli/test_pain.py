"""`niggle pain` and its commands."""

import click

from niggle.cli.pain import command


def test_every_door_to_the_diary_is_there_with_a_line_of_help(niggle_in, tmp_path):
    context = click.Context(command)
    assert set(command.list_commands(context)) == {"add", "edit", "undo", "week", "import", "list"}
    text = niggle_in(tmp_path, "pain", "--help").stdout
    for name in command.list_commands(context):
        assert f"  {name} " in text
