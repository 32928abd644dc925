"""The pages that are looked at."""

from importlib import resources

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.errors import NotFoundError
from niggle.reports.athlete.page import athlete_page, year_page
from niggle.reports.athlete.query import athlete_view, year_view
from niggle.reports.coach.page import coach_page
from niggle.reports.coach.query import coach_view
from niggle.reports.entry.query import asking
from niggle.reports.index.page import index_page
from niggle.reports.index.query import index_view
from niggle.reports.paths import INDEX, athlete_path, squad_path
from niggle.reports.render import SHEETS, style_sheet
from niggle.reports.run.page import run_page
from niggle.reports.run.query import run_views
from niggle.reports.squad.page import LastLook, squad_page
from niggle.reports.squad.query import squad_view, zone_of
from niggle.reports.squad.wanted import wanted_of
from niggle.web.news import Looks, news_since, seen_of
from niggle.web.page_request import PageRequest

_SCRIPTS = frozenset({"squad.js", "entry.js", "queue.js"})


def first(request: PageRequest) -> Response:
    """Where a viewer begins: at the one page that is theirs, else at who is here."""
    own = request.viewer.athlete_id if request.viewer.role == "athlete" else None
    squads = squads_of(request)
    if request.viewer.role == "owner" and not squads and len(request.config.athletes) == 1:
        own = request.config.athletes[0].id
    if own is not None:
        return RedirectResponse(athlete_path(own), status_code=303)
    is_at_squad = request.viewer.role == "coach" and len(squads) == 1
    return RedirectResponse(squad_path(squads[0]) if is_at_squad else INDEX, status_code=303)


def squads_of(request: PageRequest) -> list[str]:
    """The squads whose tables the viewer may open."""
    return [squad for squad in request.config.squads if request.viewer.looks_after(squad)]


def index(request: PageRequest) -> Response:
    """Who is here, as far as the viewer may know."""
    with request.reader() as reader:
        sights = [(other, request.viewer.visibility(reader, other)) for other in request.config.athletes]
        seen = [(other, visibility) for other, visibility in sights if visibility.level != "none"]
        view = index_view(reader, seen, squads=squads_of(request), now=request.now)
    return HTMLResponse(index_page(view, request.context()))


def run(request: PageRequest) -> Response:
    """One run; for its athlete also as their coach sees it."""
    with request.reader() as reader:
        athlete, run_id, visibility = request.seen_run(reader)
        is_preview = request.as_coach and request.viewer.owns(athlete)
        context = request.context(athlete, as_coach=is_preview)
        for view in run_views(reader, athlete, [run_id], visibility=visibility, now=request.now):
            return HTMLResponse(run_page(view, context, is_preview=is_preview))
    raise NotFoundError("there is no such run here, or it is not for you")


def athlete(request: PageRequest) -> Response:
    """One athlete."""
    with request.reader() as reader:
        athlete, visibility = request.seen_athlete(reader)
        as_coach = request.as_coach and request.viewer.owns(athlete)
        context = request.context(athlete, as_coach=as_coach)
        asked = asking(reader, athlete, request.now) if context.is_own else None
        view = athlete_view(reader, athlete, visibility=visibility, now=request.now)
        return HTMLResponse(athlete_page(view, context, asking=asked, as_coach=as_coach))


def year(request: PageRequest) -> Response:
    """A year of one athlete."""
    with request.reader() as reader:
        athlete, visibility = request.seen_athlete(reader)
        as_coach = request.as_coach and request.viewer.owns(athlete)
        context = request.context(athlete, as_coach=as_coach)
        view = year_view(reader, athlete, int(request.path["year"]), visibility=visibility, now=request.now)
        return HTMLResponse(year_page(view, context, as_coach=as_coach))


def squad(request: PageRequest) -> Response:
    """One squad, with what has changed since the viewer last looked."""
    name = request.squad()
    with request.reader() as reader:
        view = squad_view(reader, request.config, name, now=request.now)
    seen = seen_of(view.rows)
    before = Looks(request.config.store.path).look(request.viewer.key, name, seen, now=request.now)
    zone = zone_of(request.config, name)
    looked_at = None if before.at is None else before.at.astimezone(zone)
    last_look = LastLook(news_since(before, seen), looked_at, request.now.astimezone(zone))
    return HTMLResponse(squad_page(view, request.context(), wanted=wanted_of(request.query), last_look=last_look))


def coach(request: PageRequest) -> Response:
    """What an athlete's coach sees of them, for the athlete."""
    athlete = request.own_athlete()
    with request.reader() as reader:
        view = coach_view(reader, request.config, athlete, now=request.now)
    return HTMLResponse(coach_page(view, request.context(athlete)))


def static(request: PageRequest) -> Response:
    """The style sheet and the scripts."""
    name = request.path["name"]
    if name.removesuffix(".css") in SHEETS:
        return Response(style_sheet(name.removesuffix(".css")), media_type="text/css")
    if name in _SCRIPTS:
        text = resources.files("niggle.web").joinpath("static", name).read_text(encoding="utf-8")
        return Response(text, media_type="text/javascript")
    raise NotFoundError("there is no such file")
