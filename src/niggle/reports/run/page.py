"""The page of a run."""

from niggle.pairs import Worn
from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.render import render
from niggle.reports.run.content import run_content
from niggle.reports.run.view import RunView


def run_page(
    run: RunView, context: PageContext = AS_FILE, *, is_preview: bool = False, shoes: Worn | None = None
) -> str:
    """One run: status and sentence, choices, questions, each criterion with evidence and sources, the run as a plot.

    `is_preview`: it is shown to the athlete as their coach sees it. `shoes` are the pairs to choose its own from, for
    who may.
    """
    return render(
        "run/run", context, depth=1, view=run, is_preview=is_preview, shoes=shoes, **run_content(run, context.units)
    )
