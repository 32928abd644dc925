"""An episode: its page, what its runner notes on it, the sheet of it, and links that show that sheet to others."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.config import Athlete
from niggle.consent import OWN, Visibility
from niggle.errors import NotFoundError, UsageError
from niggle.remarks import (
    land_liked,
    land_step,
    land_words,
    read_liked,
    read_words,
    remarks_of,
    take_back_step,
)
from niggle.reports.episode.content import chosen_parts
from niggle.reports.episode.page import episode_page, sheet_page, shown_page
from niggle.reports.episode.query import episode_view
from niggle.reports.episode.view import EpisodeView, Link
from niggle.reports.paths import shown_path
from niggle.reports.told import pain_place
from niggle.reports.words import long_date
from niggle.store.layout import athlete_landing
from niggle.triage.returning import Did
from niggle.web.accounts import Accounts, ShownEpisode
from niggle.web.deployment import address_of, deployment_of
from niggle.web.faults import RefusedError
from niggle.web.page_request import PageRequest
from niggle.web.unsent import NOT_SENT

LINK_DAYS = (7, 30)
# What others are shown: no run that a source keeps for the runner's eyes, and nothing on mood, sleep and confidence.
_FOR_OTHERS = Visibility("details")
_SAVED = {"words": "Saved.", "liked": "Saved, for your eyes alone.", "step": "Saved.", "undo": "Taken back."}


def page(request: PageRequest) -> Response:
    """One complaint over time; for its runner also what they noted, or were about to when they were logged out."""
    with request.results() as results:
        athlete, visibility = request.seen_athlete(results)
        as_coach = request.as_coach and request.viewer.owns(athlete)
        remarks = None
        if visibility == OWN and not as_coach:
            remarks = remarks_of(athlete_landing(request.config.store.path, athlete.id), athlete.id)
        view = episode_view(
            results.of(athlete.id), athlete, request.path["episode"], now=request.now, visibility=visibility,
            remarks=remarks,
        )  # fmt: skip
    context = request.context(athlete, as_coach=as_coach)
    if remarks is not None and (unsent := request.sent_too_late()) is not None:
        return HTMLResponse(episode_page(_as_said(view, unsent), context, fault=NOT_SENT))
    saved = _SAVED.get(request.query.get("saved", ""), "")
    return HTMLResponse(episode_page(view, context, as_coach=as_coach, saved=saved))


def sent(request: PageRequest) -> Response:
    """What the runner notes on it, kept before anything else: words, a step, what they like besides; or taken back."""
    athlete, view = _own(request, OWN)
    what = request.form.get("what", "")
    try:
        _keep(request, athlete, view, what)
    except UsageError as error:
        context = request.context(athlete)
        return HTMLResponse(episode_page(_as_said(view, request.form), context, fault=str(error)), status_code=422)
    place = {"step": "#back", "undo": "#back"}.get(what, f"#{what}")
    return RedirectResponse(f"{view.key}.html?saved={what}{place}", status_code=303)


def sheet(request: PageRequest) -> Response:
    """The sheet with what is chosen to be shown, to be printed or linked to."""
    athlete, view = _own(request, _FOR_OTHERS)
    return _sheet(request, athlete, view, chosen_parts(request.query))


def link_asked(request: PageRequest) -> Response:
    """A new link to the sheet as it is chosen, shown this once."""
    athlete, view = _own(request, _FOR_OTHERS)
    days = next((days for days in LINK_DAYS if str(days) == request.form.get("days", "")), None)
    if days is None:
        raise UsageError("Choose how long the link is to open: 7 or 30 days.")
    parts = chosen_parts(request.form)
    accounts = Accounts(request.config.store.path)
    over_at = request.now + timedelta(days=days)
    token = accounts.show_episode(athlete.id, view.key, parts, over_at=over_at, now=request.now)
    new_link = f"{address_of(request.config)}/{shown_path(token)}"
    return _sheet(request, athlete, view, parts, new_link=new_link)


def link_taken_back(request: PageRequest) -> Response:
    """A link that opens nothing from now on."""
    athlete = request.own_athlete()
    Accounts(request.config.store.path).hide_episode(athlete.id, request.form.get("undo", ""))
    return RedirectResponse("coach.html#links", status_code=303)


def shown(request: PageRequest) -> Response:
    """The sheet for whoever has a link; the same answer for one that is none, over or taken back."""
    link = Accounts(request.config.store.path).shown_by(request.path["token"], now=request.now)
    view = None if link is None else _linked(request, link)
    if link is None or view is None:
        raise RefusedError(
            404,
            "This link does not open anything",
            "It is over or was taken back, or a part is missing. Ask whoever gave it to you for a new one.",
        )
    over_at = datetime.fromtimestamp(link.over_at, view.felt[0].at.tzinfo)
    html = shown_page(view, link.parts, until=long_date(over_at))
    return HTMLResponse(html, headers={"referrer-policy": "no-referrer", "cache-control": "no-store"})


def links_of(request: PageRequest, athlete: Athlete) -> list[Link]:
    """The links that show an episode of an athlete now."""
    known = Accounts(request.config.store.path).shown_of(athlete.id, now=request.now)
    views = {key: _linked(request, one) for key, one in {one.episode: one for one in known}.items()}
    return [
        Link(
            id=one.id,
            episode=one.episode,
            place="" if (view := views[one.episode]) is None else pain_place(view.site, view.side),
            given_at=datetime.fromtimestamp(one.given_at, athlete.zone),
            over_at=datetime.fromtimestamp(one.over_at, athlete.zone),
        )
        for one in known
    ]


def _keep(request: PageRequest, athlete: Athlete, view: EpisodeView, what: str) -> None:
    landing = athlete_landing(request.config.store.path, athlete.id)
    entry_id, form = request.entry_id(), request.form
    match what:
        case "words":
            words = read_words(form.get("helped", ""), form.get("cut", ""))
            land_words(landing, athlete.id, view.key, words, entry_id=entry_id, now=request.now)
        case "liked":
            land_liked(landing, athlete.id, read_liked(form.get("liked", "")), entry_id=entry_id, now=request.now)
        case "step":
            did: Did | None = next((one for one in get_args(Did.__value__) if one == form.get("did", "")), None)
            step = None if view.back is None or view.later is not None else view.back.next.step
            if did is None or step is None or str(step) != form.get("step", ""):
                raise UsageError("That step is not the next one any more. Look at the plan again.")
            land_step(landing, athlete.id, view.key, step, did, entry_id=entry_id, now=request.now)
        case "undo":
            take_back_step(landing, athlete.id, form.get("undo", ""), now=request.now)
        case _:
            raise UsageError("That form is not one of this page. Load the page again.")


def _as_said(view: EpisodeView, form: Mapping[str, str]) -> EpisodeView:
    """The page with a form on it as it was sent."""
    return replace(
        view, helped=form.get("helped", view.helped), cut=form.get("cut", view.cut),
        liked=form["liked"].splitlines() if "liked" in form else view.liked,
    )  # fmt: skip


def _own(request: PageRequest, visibility: Visibility) -> tuple[Athlete, EpisodeView]:
    """The episode of the address as its runner may note on it or show it.

    Raises:
        NotFoundError: if it is not the viewer's own.
    """
    athlete = request.own_athlete()
    remarks = remarks_of(athlete_landing(request.config.store.path, athlete.id), athlete.id)
    with request.results() as results:
        view = episode_view(
            results.of(athlete.id), athlete, request.path["episode"], now=request.now, visibility=visibility,
            remarks=remarks,
        )  # fmt: skip
    return athlete, view


def _sheet(
    request: PageRequest, athlete: Athlete, view: EpisodeView, parts: tuple[str, ...], *, new_link: str = ""
) -> Response:
    links = [link for link in links_of(request, athlete) if link.episode in view.keys]
    is_local = deployment_of(request.config).is_local
    context = request.context(athlete)
    return HTMLResponse(sheet_page(view, parts, context, links=links, new_link=new_link, is_local=is_local))


def _linked(request: PageRequest, link: ShownEpisode) -> EpisodeView | None:
    """What a link shows; None if its athlete or episode is no longer here."""
    athlete = next((one for one in request.config.athletes if one.id == link.athlete_id), None)
    if athlete is None:
        return None
    remarks = remarks_of(athlete_landing(request.config.store.path, athlete.id), athlete.id)
    try:
        with request.results() as results:
            return episode_view(
                results.of(athlete.id), athlete, link.episode, now=request.now, visibility=_FOR_OTHERS, remarks=remarks
            )
    except NotFoundError:
        return None
