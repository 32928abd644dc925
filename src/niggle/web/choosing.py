"""What an athlete chooses to share with their coach, on their own page: it holds from the next page on."""

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.choices import contact_link, land_choice
from niggle.consent import LEVELS
from niggle.errors import UsageError
from niggle.reports.coach.page import coach_page
from niggle.reports.coach.query import coach_view
from niggle.store.layout import athlete_landing
from niggle.web.episodes import links_of
from niggle.web.page_request import PageRequest


def page(request: PageRequest) -> Response:
    """What an athlete's coach sees of them, for the athlete, and the form to change it."""
    return _page(request)


def choice_sent(request: PageRequest) -> Response:
    """A choice of what the coach sees, which is kept before anything else and holds at once."""
    athlete = request.own_athlete()
    try:
        level = next((level for level in LEVELS if level == request.form.get("share", "")), None)
        if level is None:
            raise UsageError("Choose what your coach sees: nothing, the status, or details.")
        contact = contact_link(request.form.get("contact", ""))
    except UsageError as error:
        return _page(request, fault=str(error), status_code=422)
    land_choice(
        athlete_landing(request.config.store.path, athlete.id), athlete.id, level,
        mood=request.form.get("mood") == "yes", contact=contact, entry_id=request.entry_id(), now=request.now,
    )  # fmt: skip
    return RedirectResponse("coach.html", status_code=303)


def _page(request: PageRequest, *, fault: str = "", status_code: int = 200) -> Response:
    athlete = request.own_athlete()
    with request.results() as results:
        view = coach_view(results, request.config, athlete, now=request.now)
    page = coach_page(view, request.context(athlete), fault=fault, links=links_of(request, athlete))
    return HTMLResponse(page, status_code=status_code)
