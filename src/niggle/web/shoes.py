"""In which pair of shoes a run was, as its runner says on its page."""

from starlette.responses import RedirectResponse, Response

from niggle.reports.paths import run_path
from niggle.steps.shoes import enter_shoes
from niggle.web.page_request import PageRequest


def sent(request: PageRequest) -> Response:
    """The pair of a run: one of those that there are, or a new one."""
    with request.results() as results:
        athlete, run_id = request.own_run(results)
    name = request.form.get("new_pair", "").strip() or request.form.get("pair", "")
    enter_shoes(request.config, athlete, "wear", name, run_id=run_id, entry_id=request.entry_id(), now=request.now)
    return RedirectResponse(f"../../{run_path(run_id)}#shoes", status_code=303)
