"""Store → a coach's digest of a squad: what is new since yesterday by the coach's clock, and who is silent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from niggle.config import Config
from niggle.notify.digest import DigestItem, digest
from niggle.notify.matters import Matter
from niggle.notify.recipients import Recipient
from niggle.reports.paths import squad_path
from niggle.reports.squad.changes import SILENT_RUNS
from niggle.reports.squad.content import Line, lines_of
from niggle.reports.squad.query import squad_view
from niggle.reports.squad.why import in_short
from niggle.store import Readers

_YESTERDAY = timedelta(days=1)


def digest_matter(recipient: Recipient, now: datetime) -> Matter:
    """The digest of today, by the recipient's clock: one a day."""
    return Matter("digest", "", f"digest:{now.astimezone(recipient.zone).date().isoformat()}")


def digest_text(config: Config, readers: Readers, recipient: Recipient, now: datetime) -> str | None:
    """What a coach is told of the squad today, no more than may be seen of each; None if there is nothing to tell."""
    squad = recipient.squad or ""
    view = squad_view(readers, config, squad, now=now)
    since = now.astimezone(recipient.zone).date() - _YESTERDAY
    items = [
        item
        for line in lines_of(view.rows, view.as_of)
        if not line.row.is_paused
        for item in _items(line, is_new=line.row.since is not None and line.row.since >= since)
    ]
    base = config.web.public_url
    table = None if base is None else f"{base}/{squad_path(squad)}"
    return digest(squad, items, has_details=config.notify.details, table=table)


def _items(line: Line, *, is_new: bool) -> Iterator[DigestItem]:
    if is_new and line.kind == "red_flag":
        yield DigestItem("red_flag", line.row.name, in_short(line.row))
    elif is_new and line.kind == "concern":
        yield DigestItem("concern", line.row.name, in_short(line.row))
    if line.row.silent_runs >= SILENT_RUNS:
        yield DigestItem("silent", line.row.name, f"{line.row.silent_runs} runs")
