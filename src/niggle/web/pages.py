"""The pages that are looked at."""

from importlib import resources

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.errors import NotFoundError
from niggle.reports.athlete.page import athlete_page, year_page
from niggle.reports.index.page import index_page
from niggle.reports.paths import INDEX, athlete_path
from niggle.reports.render import SHEETS, style_sheet
from niggle.reports.run.page import run_page
from niggle.reports.squad.page import squad_page
from niggle.results.athletes import athlete_view, year_view
from niggle.results.runs import run_views
from niggle.results.squads import index_view, squad_view
from niggle.web.visit import Visit

_SCRIPTS = frozenset[str]()


def first(visit: Visit) -> Response:
    """Where a viewer begins: an athlete at their own page, everyone else at who is here."""
    own = visit.viewer.athlete_id
    is_athlete = visit.viewer.role == "athlete" and own is not None
    return RedirectResponse(athlete_path(own) if is_athlete and own is not None else INDEX, status_code=303)


def index(visit: Visit) -> Response:
    """Who is here, as far as the viewer may know."""
    with visit.reader() as reader:
        seen = [other for other in visit.config.athletes if visit.viewer.sight(reader, other).level != "none"]
        return HTMLResponse(index_page(index_view(reader, seen), visit.setting()))


def run(visit: Visit) -> Response:
    """One run; for its athlete also as their coach sees it."""
    with visit.reader() as reader:
        athlete, run_id, sight = visit.seen_run(reader)
        is_preview = visit.as_coach and visit.viewer.owns(athlete)
        setting = visit.setting(athlete, as_coach=is_preview)
        for view in run_views(reader, athlete, [run_id], sight=sight):
            return HTMLResponse(run_page(view, setting, is_preview=is_preview))
    raise NotFoundError("there is no such run here, or it is not for you")


def athlete(visit: Visit) -> Response:
    """One athlete."""
    with visit.reader() as reader:
        athlete, sight = visit.seen_athlete(reader)
        as_coach = visit.as_coach and visit.viewer.owns(athlete)
        setting = visit.setting(athlete, as_coach=as_coach)
        return HTMLResponse(athlete_page(athlete_view(reader, athlete, sight=sight), setting, as_coach=as_coach))


def year(visit: Visit) -> Response:
    """A year of one athlete."""
    with visit.reader() as reader:
        athlete, sight = visit.seen_athlete(reader)
        as_coach = visit.as_coach and visit.viewer.owns(athlete)
        setting = visit.setting(athlete, as_coach=as_coach)
        view = year_view(reader, athlete, int(visit.path["year"]), sight=sight)
        return HTMLResponse(year_page(view, setting, as_coach=as_coach))


def squad(visit: Visit) -> Response:
    """One squad."""
    with visit.reader() as reader:
        return HTMLResponse(squad_page(squad_view(reader, visit.config, visit.squad()), visit.setting()))


def static(visit: Visit) -> Response:
    """The style sheet and the scripts."""
    name = visit.path["name"]
    if name.removesuffix(".css") in SHEETS:
        return Response(style_sheet(name.removesuffix(".css")), media_type="text/css")
    if name in _SCRIPTS:
        text = resources.files("niggle.web").joinpath("static", name).read_text(encoding="utf-8")
        return Response(text, media_type="text/javascript")
    raise NotFoundError("there is no such file")
