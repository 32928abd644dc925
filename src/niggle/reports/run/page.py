"""The page of a run."""

from niggle.reports.render import render
from niggle.reports.run.content import run_content
from niggle.reports.run.view import RunView
from niggle.reports.setting import AS_FILE, Setting


def run_page(run: RunView, setting: Setting = AS_FILE, *, is_preview: bool = False) -> str:
    """One run: status and sentence, choices, questions, each criterion with evidence and sources, the run as a plot.

    `is_preview`: it is shown to the athlete as their coach sees it.
    """
    return render("run", setting, depth=1, view=run, is_preview=is_preview, **run_content(run))
