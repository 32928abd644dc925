"""The page of an episode, and the sheet of it for whoever the runner shows it to."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.episode import content
from niggle.reports.episode.plot import episode_chart
from niggle.reports.episode.view import EpisodeView, Link
from niggle.reports.render import render
from niggle.reports.told import pain_place
from niggle.vocabulary.diary import SCORES
from niggle.vocabulary.remarks import LONGEST_WORDS
from niggle.vocabulary.statuses import SHOWN

_SHEET_ROWS = 8  # fit on one printed page beside all else
_DEPTH, _SHEET_DEPTH, _SHOWN_DEPTH = 3, 4, 1


def episode_page(
    view: EpisodeView,
    context: PageContext = AS_FILE,
    *,
    as_coach: bool = False,
    fault: str = "",
    saved: str = "",
) -> str:
    """One complaint over time; for its runner also what they note, the way back, and what they like besides.

    `fault` says why something could not be kept, `saved` what was.
    """
    return render(
        "episode/episode",
        context,
        depth=_DEPTH,
        also=("athlete",),
        **_shared(view),
        chart=episode_chart(view),
        rows=content.rows(view),
        as_coach=as_coach,
        fault=fault,
        saved=saved,
        steps=[] if view.back is None else [content.step_words(step) for step in view.back.plan.steps],
        why_next="" if view.back is None else content.why_next(view.back),
        longest_words=LONGEST_WORDS,
    )


def sheet_page(
    view: EpisodeView,
    parts: Collection[str],
    context: PageContext = AS_FILE,
    *,
    links: Sequence[Link] = (),
    new_link: str = "",
    is_local: bool = False,
) -> str:
    """The choice of what to show, and beneath it the sheet as it is printed and as a link shows it.

    `links` are those to this episode, `new_link` the one just made, which is shown this once. `is_local`: only this
    machine could open one.
    """
    return render(
        "episode/sheet",
        context,
        depth=_SHEET_DEPTH,
        also=("athlete",),
        **_sheet(view, parts),
        own=view,
        choices=content.PARTS,
        links=links,
        new_link=new_link,
        is_local=is_local,
    )


def shown_page(view: EpisodeView, parts: Collection[str], *, until: str) -> str:
    """The sheet alone, for whoever has a link; `until` says how long it opens."""
    context = PageContext(is_served=True)
    return render("episode/shown", context, depth=_SHOWN_DEPTH, also=("athlete",), **_sheet(view, parts), until=until)


def _sheet(view: EpisodeView, parts: Collection[str]) -> dict[str, object]:
    chosen = content.only_chosen(view, parts)
    rows = content.rows(replace(chosen, runs=chosen.felt))
    return _shared(chosen) | {
        "parts": parts,
        "chart": episode_chart(
            chosen,
            with_status="status" in parts,
            with_balance="stride" in parts,
            with_weeks="training" in parts,
        ),
        "rows": rows[:_SHEET_ROWS] if "runs" in parts else [],
        "more_rows": max(len(rows) - _SHEET_ROWS, 0) + len(chosen.told) - len(rows),
        "signs": content.signs(chosen) if "signs" in parts else [],
        "cuts": content.cuts(chosen) if "cut" in parts else [],
    }


def _shared(view: EpisodeView) -> dict[str, object]:
    return {
        "view": view,
        "place": pain_place(view.site, view.side),
        "summary": content.summary(view),
        "standing": content.standing(view),
        "signs": content.signs(view),
        "cuts": content.cuts(view),
        "score_titles": [one.short for one in SCORES],
        "shown": [name for name in SHOWN if any(run.status == name for run in view.runs)],
    }
