"""What a further report on a run changes: answers that it replaces, and pain that it denies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from niggle.pain.answers import COLUMNS, identified
from niggle.pain.complaints import is_same_complaint, pain_during
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport

SCORES = ("before", "first", "peak", "end", "next_morning")
_ABOUT = ("athlete_id", "run_id", "started_at", "date", "site", "side")
ANSWERS: tuple[str, ...] = tuple(column for column in COLUMNS if column not in _ABOUT)


@dataclass(frozen=True, slots=True)
class Replaced:
    """The former answers that a report replaces, and no others; `said_at` (UTC) is when, None for a diary's."""

    before: PainReport
    said_at: datetime | None


def replaced(report: PainReport, earlier: Sequence[PainReport]) -> Replaced | None:
    """What the report replaces of earlier reports on its run, oldest first; None where it only adds.

    A place replaces what was said of the same site and side, and "no pain" of the run, which has no site.
    """
    former = {(one.site, one.side): one for one in merge_reports(earlier)}
    same = former.get((report.site, report.side))
    changed = {} if same is None else _changed(report, same)
    painless = former.get((None, None))
    if not changed and report.site is not None and pain_during(report) and painless and painless.peak == 0:
        same, changed = painless, {"peak": 0}
    if same is None or not changed:
        return None
    bare = PainReport(report_id="", athlete_id=report.athlete_id, site=same.site, side=same.side)
    times = [
        one.reported_at
        for one in earlier
        if (one.site, one.side) == (same.site, same.side)
        and any(getattr(one, name) == answer for name, answer in changed.items())
    ]
    return Replaced(replace(bare, **changed), times[-1] if times else None)


def denied(report: PainReport, said: Sequence[PainReport]) -> tuple[PainReport, ...]:
    """The complaints with pain on the run, of those said before, that a report without any denies."""
    if report.peak != 0 or pain_during(report):
        return ()
    return tuple(
        complaint
        for complaint in merge_reports(said)
        if pain_during(complaint) and (report.site is None or is_same_complaint(report, complaint))
    )


def none_after_all(
    report: PainReport, complaints: Sequence[PainReport], doubtful: Collection[str]
) -> tuple[PainReport, ...]:
    """The report and what makes it hold: for each of the complaints that it denies a report that there was none.

    Scores above 0 become 0, and of the yes or no answers those that sound like pain (`doubtful`, by column) a no.
    """
    about = {name: getattr(report, name) for name in ("run_id", "started_at", "date")}
    found = {(report.site, report.side): report}
    for complaint in complaints:
        where = (complaint.site, complaint.side)
        bare = PainReport(report_id="", athlete_id=report.athlete_id, site=complaint.site, side=complaint.side, **about)
        none: dict[str, Any] = {name: 0 for name in SCORES if getattr(complaint, name)} | {"peak": 0}
        none |= {name: False for name in doubtful if getattr(complaint, name)}
        own = found.get(where, bare)
        found[where] = identified(replace(own, **{name: no for name, no in none.items() if getattr(own, name) is None}))
    return tuple(found.values())


def leaves_out(report: PainReport, former: PainReport) -> bool:
    """Whether the report, put over the former, would leave something of it standing that it no longer says."""
    is_elsewhere = (report.site, report.side) != (former.site, former.side)
    return is_elsewhere or any(getattr(report, name) is None and getattr(former, name) is not None for name in ANSWERS)


def _changed(report: PainReport, former: PainReport) -> dict[str, Any]:
    """The former answers that the report gives otherwise; a note that goes on from the former one is no change."""
    names = [field.name for field in fields(report) if field.name in ANSWERS]
    changed = {
        name: before
        for name in names
        if (now := getattr(report, name)) is not None and (before := getattr(former, name)) not in (None, now)
    }
    if report.note is not None and report.note.startswith(changed.get("note", "\0")):
        del changed["note"]
    return changed
