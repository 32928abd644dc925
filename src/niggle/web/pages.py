"""The pages that are looked at."""

from dataclasses import replace

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.errors import NotFoundError
from niggle.records.visibility import coach_visibility
from niggle.reports.athlete.page import athlete_page, year_page
from niggle.reports.athlete.query import athlete_view, year_view
from niggle.reports.entry.query import asking
from niggle.reports.index.page import index_page
from niggle.reports.index.query import index_view
from niggle.reports.paths import INDEX, athlete_path, squad_path
from niggle.reports.run.page import run_page
from niggle.reports.run.query import run_views
from niggle.reports.squad.changes import changes_page
from niggle.reports.squad.page import LastLook, squad_page
from niggle.reports.squad.query import squad_view, zone_of
from niggle.reports.squad.query.tended import tended_of
from niggle.reports.squad.view import Marks
from niggle.reports.squad.wanted import wanted_of
from niggle.reports.tending.query import tending_view
from niggle.web.news import Looks, news_since, seen_of
from niggle.web.page_request import PageRequest


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
    with request.results() as results:
        sights = [(other, request.viewer.visibility(results.of(other.id), other)) for other in request.config.athletes]
        seen = [(other, visibility) for other, visibility in sights if visibility.level != "none"]
        view = index_view(results, seen, squads=squads_of(request), now=request.now)
    return HTMLResponse(index_page(view, request.context(), find=wanted_of(request.query).find))


def run(request: PageRequest) -> Response:
    """One run; for its athlete also as their coach sees it."""
    with request.results() as results:
        athlete, run_id, visibility = request.seen_run(results)
        is_preview = request.as_coach and request.viewer.owns(athlete)
        context = request.context(athlete, as_coach=is_preview)
        for view in run_views(results.of(athlete.id), athlete, [run_id], visibility=visibility, now=request.now):
            return HTMLResponse(run_page(view, context, is_preview=is_preview))
    raise NotFoundError("there is no such run here, or it is not for you")


def athlete(request: PageRequest) -> Response:
    """One athlete."""
    with request.results() as results:
        athlete, visibility = request.seen_athlete(results)
        as_coach = request.as_coach and request.viewer.owns(athlete)
        context = request.context(athlete, as_coach=as_coach)
        asked = asking(results.of(athlete.id), athlete, request.now) if context.is_own else None
        view = athlete_view(results.of(athlete.id), athlete, visibility=visibility, now=request.now)
        looked_after = [squad for squad in athlete.squads if request.viewer.looks_after(squad) and not as_coach]
        tending = [
            tending_view(results, request.config, squad, athlete, now=request.now)
            for squad in looked_after
            if coach_visibility(results.of(athlete.id), athlete).level != "none"
        ]
        view = replace(view, squad=next(iter(looked_after), view.squad))
        return HTMLResponse(athlete_page(view, context, asking=asked, as_coach=as_coach, tending=tending))


def year(request: PageRequest) -> Response:
    """A year of one athlete."""
    with request.results() as results:
        athlete, visibility = request.seen_athlete(results)
        as_coach = request.as_coach and request.viewer.owns(athlete)
        context = request.context(athlete, as_coach=as_coach)
        view = year_view(
            results.of(athlete.id), athlete, int(request.path["year"]), visibility=visibility, now=request.now
        )
        return HTMLResponse(year_page(view, context, as_coach=as_coach))


def squad(request: PageRequest) -> Response:
    """One squad, with what has changed since the viewer last looked."""
    name = request.squad()
    with request.results() as results:
        view = squad_view(results, request.config, name, now=request.now)
    seen = seen_of(view.rows)
    names = request.config.names_of(name)
    before = Looks(request.config.store.path).look(request.viewer.key, names, seen, now=request.now)
    zone = zone_of(request.config, name)
    looked_at = None if before.at is None else before.at.astimezone(zone)
    return HTMLResponse(
        squad_page(
            view, request.context(), wanted=wanted_of(request.query),
            marks=Marks(
                news_since(before, seen), tended_of(request.config, name, view.rows, now=request.now, zone=zone)
            ),
            last_look=LastLook(looked_at, request.now.astimezone(zone)), tends=True,
        )
    )  # fmt: skip


def squad_week(request: PageRequest) -> Response:
    """What changed in a squad this week."""
    name = request.squad()
    with request.results() as results:
        view = squad_view(results, request.config, name, now=request.now)
    return HTMLResponse(changes_page(view, request.context()))
