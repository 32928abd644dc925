"""`niggle pain` and its commands."""

from niggle.cli import pain


def test_every_door_to_the_diary_is_there_with_a_line_of_help(niggle_in, tmp_path):
    assert set(pain.command.commands) == {"add", "edit", "undo", "week", "import", "list"}
    text = niggle_in(tmp_path, "pain", "--help").stdout
    for name, command in pain.command.commands.items():
        assert f"  {name} " in text
        assert command.help
