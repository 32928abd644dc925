"""What a coach does about an athlete of their squad: seen, called, a note, a day on which to look again."""

from urllib.parse import parse_qsl

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.config import Athlete
from niggle.errors import NotFoundError, UsageError
from niggle.records.visibility import coach_visibility
from niggle.reports.paths import squad_path
from niggle.reports.squad.query.tended import about
from niggle.reports.squad.wanted import wanted_of
from niggle.reports.tending.page import tending_page
from niggle.reports.tending.query import tending_view
from niggle.reports.tending.view import TendingView
from niggle.store.layout import tending_landings
from niggle.tending import land_deed, read_deed, take_back_deed
from niggle.vocabulary.slugs import slug
from niggle.web.page_request import PageRequest

_KEEPER = "the keeper"  # of a niggle at which nobody has to log in


def page(request: PageRequest) -> Response:
    """What was done about an athlete, and the form to say more."""
    view, _ = _asked(request)
    return HTMLResponse(tending_page(view, request.context()))


def sent(request: PageRequest) -> Response:
    """Something that a coach did, to be kept or taken back."""
    view, athlete = _asked(request)
    landings = tending_landings(request.config.store.path, request.config.names_of(view.squad), athlete.id)
    by = request.viewer.name or _KEEPER
    if "undo" in request.form:
        for landing in landings:
            take_back_deed(landing, athlete.id, request.form["undo"], by=by, now=request.now)
        return RedirectResponse(f"{slug(athlete.id)}.html", status_code=303)
    is_at_table = "back" in request.form
    again = request.form.get("look_again", "")
    if is_at_table and view.tended and view.tended.look_again and not view.tended.is_due:
        again = view.tended.look_again.isoformat()  # who only says "seen" leaves it
    try:
        deed = read_deed(
            request.form.get("deed", ""), request.form.get("note", ""), again,
            is_shared=request.form.get("is_shared") == "yes", about=about(view.row), today=view.today,
        )  # fmt: skip
    except UsageError as error:
        return HTMLResponse(tending_page(view, request.context(), fault=str(error), said=request.form), status_code=422)
    land_deed(landings[0], athlete.id, deed, entry_id=request.entry_id(), by=by, now=request.now)
    table = f"../../{squad_path(view.squad).rpartition('/')[2]}"
    wanted = (
        wanted_of(dict(parse_qsl(request.form.get("back", "").removeprefix("?")))) if is_at_table else wanted_of({})
    )
    return RedirectResponse(f"{table}{wanted.query()}".removesuffix("?"), status_code=303)


def _asked(request: PageRequest) -> tuple[TendingView, Athlete]:
    """The athlete and the squad of the address, if the viewer looks after it and may see anything of them.

    Raises:
        NotFoundError: otherwise.
    """
    squad = request.squad()
    with request.results() as results:
        for athlete in request.config.members(squad):
            if slug(athlete.id) == request.path["athlete"]:
                if coach_visibility(results.of(athlete.id), athlete).level == "none":
                    break
                return tending_view(results, request.config, squad, athlete, now=request.now), athlete
    raise NotFoundError("there is no such page here, or it is not for you")
