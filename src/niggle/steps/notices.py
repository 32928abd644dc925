"""Store → what may be told to one recipient: the matters of each athlete as they see them, and the facts for words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from niggle.config import Athlete, Config
from niggle.consent import OWN, Visibility
from niggle.notify.matters import Matter, RunStatus, matters_of_runs, matters_of_sources
from niggle.notify.recipients import Recipient
from niggle.notify.words import Item
from niggle.pain.complaints import tells_of
from niggle.records.pain import reports_of_runs
from niggle.records.seen import SaidOfRun, SeenRun, seen_runs
from niggle.records.visibility import coach_visibility, within_consent
from niggle.reports.paths import athlete_path, run_path, squad_path
from niggle.reports.squad.query.told import told_of_runs
from niggle.reports.words import long_date
from niggle.sources import credentials
from niggle.store import Reader, Readers
from niggle.store.database import utc_aware
from niggle.vocabulary.statuses import STATUSES
from niggle.vocabulary.verdicts import FLAGGED

_DAYS_BY_NAME = 6  # for how long "Tuesday" says which


@dataclass(frozen=True, slots=True)
class Tellable:
    """What the published results give to tell; `troubles` says since when which source needs its owner."""

    config: Config
    readers: Readers
    now: datetime
    troubles: Mapping[tuple[str, str], datetime]
    _runs: dict[tuple[str, Visibility], list[RunStatus]] = field(
        default_factory=dict
    )  # read once for all who see the same

    def newest_start(self, recipient: Recipient, athlete: Athlete) -> datetime | None:
        """When the newest run started that a recipient may know of, None if there is none."""
        runs = self._runs_of(recipient, athlete)
        return runs[-1].started_at if runs else None

    def matters(self, recipient: Recipient, athlete: Athlete, *, begun_at: datetime | None) -> list[Matter]:
        """What there is to tell a recipient of an athlete, worst first."""
        if athlete.is_archived(self.now):
            return []
        found = matters_of_runs(athlete.id, self._runs_of(recipient, athlete), begun_at=begun_at)
        if athlete.is_paused(self.now):  # no reminders: neither questions nor sources
            return [matter for matter in found if matter.kind in ("red_flag", "concern")]
        if not recipient.is_coach:
            own = {source: since for (athlete_id, source), since in self.troubles.items() if athlete_id == athlete.id}
            found += matters_of_sources(athlete.id, own, now=self.now)
        return found

    def items(self, recipient: Recipient, athlete: Athlete, matters: Sequence[Matter]) -> list[Item]:
        """Matters of one athlete (worst first) as facts for words; of statuses only the worst: one look tells all."""
        statuses = [matter for matter in matters if matter.kind in ("red_flag", "concern")]
        said = [*statuses[:1], *(matter for matter in matters if matter not in statuses)]
        return [self._item(recipient, athlete, matter) for matter in said]

    def table(self, recipient: Recipient) -> str | None:
        """The address of the page with all athletes of a coach; None for an athlete, or where pages have no address."""
        squad = recipient.squad
        if squad is None or self.config.web.public_url is None:
            return None
        return f"{self.config.web.public_url}/{squad_path(squad)}"

    def _item(self, recipient: Recipient, athlete: Athlete, matter: Matter) -> Item:
        name = athlete.name if recipient.is_coach else None
        if matter.kind == "source":
            source = matter.source or ""
            return Item("source", name=name, source=source, command=credentials.login_line(source, athlete.id))
        (run,) = (run for run in self._runs_of(recipient, athlete) if run.run_id == matter.run_id)
        said = self._said(recipient, athlete, run)
        page = athlete_path(athlete.id) if recipient.is_coach else run_path(run.run_id)
        return Item(
            matter.kind,
            name=name,
            day=self._day(run.started_at, athlete),
            status=None if said is None else STATUSES[run.status].label,
            summary=None if said is None else said.summary or None,
            link=None if self.config.web.public_url is None else f"{self.config.web.public_url}/{page}",
        )

    def _said(self, recipient: Recipient, athlete: Athlete, run: RunStatus) -> SaidOfRun | None:
        """What a message says of a run: nothing unless details are asked for and the recipient may see them."""
        if not self.config.notify.details:
            return None
        visibility = self._visibility(recipient, athlete)
        return told_of_runs(self.readers.of(athlete.id), [run.run_id], visibility=visibility).get(run.run_id)

    def _day(self, started_at: datetime, athlete: Athlete) -> str:
        """The day of a run as one says it: "Tuesday", and in full when there has been another since."""
        day = started_at.astimezone(athlete.zone).date()
        text = long_date(day)
        is_near = 0 <= (self.now.astimezone(athlete.zone).date() - day).days <= _DAYS_BY_NAME
        return text.split()[0] if is_near else text

    def _runs_of(self, recipient: Recipient, athlete: Athlete) -> list[RunStatus]:
        visibility = self._visibility(recipient, athlete)
        if (athlete.id, visibility) not in self._runs:
            reader = self.readers.of(athlete.id)
            runs = seen_runs(reader, athlete, visibility=visibility, now=self.now)
            self._runs[athlete.id, visibility] = [
                RunStatus(run.run_id, run.local_start, run.status, *_asks(reader, run, is_newest=run is runs[-1]))
                for run in runs
            ]
        return self._runs[athlete.id, visibility]

    def _visibility(self, recipient: Recipient, athlete: Athlete) -> Visibility:
        if recipient.is_coach:
            return coach_visibility(self.readers.of(athlete.id), athlete)
        return within_consent(self.readers.of(athlete.id), athlete, OWN)


def _asks(reader: Reader, run: SeenRun, *, is_newest: bool) -> tuple[bool, datetime | None]:
    """Whether the newest run's stride was odd with nobody saying how it felt, and when that was asked about before."""
    if not is_newest or run.status != "check_in":
        return False, None
    verdict = next(iter(reader.rows("verdicts_of", run_ids=[run.run_id])), None)
    if verdict is None or verdict["word"] not in FLAGGED:
        return False, None
    reports = reports_of_runs(reader, [run.run_id]).get(run.run_id, ())
    asked_at = None if verdict["asked_at"] is None else utc_aware(verdict["asked_at"])
    return all(tells_of(report) == "silent" for report in reports), asked_at
