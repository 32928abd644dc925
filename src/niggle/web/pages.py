"""The pages that are looked at."""

from importlib import resources

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.errors import NotFoundError
from niggle.reports.athlete.page import athlete_page, year_page
from niggle.reports.coach.page import coach_page
from niggle.reports.index.page import index_page
from niggle.reports.paths import INDEX, athlete_path, squad_path
from niggle.reports.render import SHEETS, style_sheet
from niggle.reports.run.page import run_page
from niggle.reports.squad.page import LastLook, squad_page
from niggle.reports.squad.wanted import wanted_of
from niggle.results.asking import asking
from niggle.results.athletes import athlete_view, year_view
from niggle.results.runs import run_views
from niggle.results.squads import coach_view, index_view, squad_view, zone_of
from niggle.web.looks import Looks, news_since, seen_of
from niggle.web.visit import Visit

_SCRIPTS = frozenset({"squad.js", "entry.js", "queue.js"})


def first(visit: Visit) -> Response:
    """Where a viewer begins: at the one page that is theirs, else at who is here."""
    own = visit.viewer.athlete_id if visit.viewer.role == "athlete" else None
    squads = squads_of(visit)
    if visit.viewer.role == "owner" and not squads and len(visit.config.athletes) == 1:
        own = visit.config.athletes[0].id
    if own is not None:
        return RedirectResponse(athlete_path(own), status_code=303)
    is_at_squad = visit.viewer.role == "coach" and len(squads) == 1
    return RedirectResponse(squad_path(squads[0]) if is_at_squad else INDEX, status_code=303)


def squads_of(visit: Visit) -> list[str]:
    """The squads whose tables the viewer may open."""
    return [squad for squad in visit.config.squads if visit.viewer.looks_after(squad)]


def index(visit: Visit) -> Response:
    """Who is here, as far as the viewer may know."""
    with visit.reader() as reader:
        seen = [other for other in visit.config.athletes if visit.viewer.sight(reader, other).level != "none"]
        own_ids = {other.id for other in seen if visit.viewer.owns(other)}
        view = index_view(reader, seen, squads=squads_of(visit), own_ids=own_ids)
    return HTMLResponse(index_page(view, visit.setting()))


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
        asked = asking(reader, athlete, visit.now) if setting.is_own else None
        view = athlete_view(reader, athlete, sight=sight)
        return HTMLResponse(athlete_page(view, setting, asking=asked, as_coach=as_coach))


def year(visit: Visit) -> Response:
    """A year of one athlete."""
    with visit.reader() as reader:
        athlete, sight = visit.seen_athlete(reader)
        as_coach = visit.as_coach and visit.viewer.owns(athlete)
        setting = visit.setting(athlete, as_coach=as_coach)
        view = year_view(reader, athlete, int(visit.path["year"]), sight=sight)
        return HTMLResponse(year_page(view, setting, as_coach=as_coach))


def squad(visit: Visit) -> Response:
    """One squad, with what has changed since the viewer last looked."""
    name = visit.squad()
    with visit.reader() as reader:
        view = squad_view(reader, visit.config, name)
    seen = seen_of(view.rows)
    before = Looks(visit.config.store.path).look(visit.viewer.key, name, seen, now=visit.now)
    zone = zone_of(visit.config, name)
    looked_at = None if before.at is None else before.at.astimezone(zone)
    last_look = LastLook(news_since(before, seen), looked_at, visit.now.astimezone(zone))
    return HTMLResponse(squad_page(view, visit.setting(), wanted=wanted_of(visit.query), last_look=last_look))


def coach(visit: Visit) -> Response:
    """What an athlete's coach sees of them, for the athlete."""
    athlete = visit.own_athlete()
    with visit.reader() as reader:
        return HTMLResponse(coach_page(coach_view(reader, visit.config, athlete), visit.setting(athlete)))


def static(visit: Visit) -> Response:
    """The style sheet and the scripts."""
    name = visit.path["name"]
    if name.removesuffix(".css") in SHEETS:
        return Response(style_sheet(name.removesuffix(".css")), media_type="text/css")
    if name in _SCRIPTS:
        text = resources.files("niggle.web").joinpath("static", name).read_text(encoding="utf-8")
        return Response(text, media_type="text/javascript")
    raise NotFoundError("there is no such file")
