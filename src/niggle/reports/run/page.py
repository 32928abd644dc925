"""The page of a run."""

from niggle.reports.render import render
from niggle.reports.run.content import run_content
from niggle.reports.run.view import RunView
from niggle.reports.setting import AS_FILE, Setting


def run_page(run: RunView, setting: Setting = AS_FILE) -> str:
    """One run: status and sentence, choices, the stride over the run, each criterion with evidence and sources."""
    return render("run", setting, depth=1, view=run, **run_content(run))
