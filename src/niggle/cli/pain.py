"""`niggle pain`: what the runner felt."""

from niggle.cli.lazy import lazy_group

_COMMANDS = {
    "add": ("niggle.cli.pain_add:add", "Report the pain of a run; --peak 0 says there was none."),
    "edit": ("niggle.cli.pain_edit:edit", "Change what was said of a run."),
    "undo": ("niggle.cli.pain_undo:undo", "Take back the last entry, wherever it was made."),
    "week": ("niggle.cli.pain_week:add_week", "Say how the last seven days were: the weekly check-in."),
    "import": ("niggle.cli.pain_import:import_diary", "Bring in a pain diary as CSV; its columns are in the README."),
    "list": ("niggle.cli.pain_list:list_reports", "List what was reported; as CSV it can be imported again."),
}


@lazy_group("pain", places=_COMMANDS)
def command() -> None:
    """Self-reported pain: report, edit, undo, check in on the week, import a diary, list what is there."""
