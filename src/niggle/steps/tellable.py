"""Store → what may be told to one recipient: the matters of each athlete as they see them, and the facts for words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from niggle import credentials
from niggle.config import Athlete, Config
from niggle.consent import KEPT_REASON, OWN, Sight, keeps_reason
from niggle.notify.matters import Matter, RunStatus, matters_of_runs, matters_of_sources
from niggle.notify.recipients import Recipient
from niggle.notify.words import Item
from niggle.reports.paths import athlete_path, run_path
from niggle.reports.words import STATUSES, long_date
from niggle.results.objects import result_rows
from niggle.results.sights import coach_sight, within_consent
from niggle.store import Reader
from niggle.store.database import Row, utc_aware

_ODD = ("altered", "possibly_altered")
_DAYS_BY_NAME = 6  # for how long "Tuesday" says which


@dataclass(frozen=True, slots=True)
class Tellable:
    """What the published results give to tell; `troubles` says since when which source needs its owner."""

    config: Config
    reader: Reader
    now: datetime
    troubles: Mapping[tuple[str, str], datetime] = field(default_factory=dict)

    def runs(self, recipient: Recipient, athlete: Athlete) -> dict[str, Row]:
        """The runs of an athlete that a recipient may know of, by id, oldest first."""
        return runs_seen(self.reader, athlete, self._sight(recipient, athlete))

    def matters(
        self, recipient: Recipient, athlete: Athlete, runs: Mapping[str, Row], *, begun_at: datetime | None
    ) -> list[Matter]:
        """What there is to tell a recipient of an athlete with these runs, worst first."""
        statuses = [RunStatus(row["run_id"], row["started_at"], row["status"], row["asks"]) for row in runs.values()]
        found = matters_of_runs(athlete.id, statuses, begun_at=begun_at)
        if not recipient.is_coach:
            own = {source: since for (athlete_id, source), since in self.troubles.items() if athlete_id == athlete.id}
            found += matters_of_sources(athlete.id, own, now=self.now)
        return found

    def items(
        self, recipient: Recipient, athlete: Athlete, matters: Sequence[Matter], runs: Mapping[str, Row]
    ) -> list[Item]:
        """Matters of one athlete (worst first) as facts for words; of statuses only the worst: one look tells all."""
        statuses = [matter for matter in matters if matter.kind in ("red_flag", "concern")]
        said = [*statuses[:1], *(matter for matter in matters if matter not in statuses)]
        return [self._item(recipient, athlete, matter, runs) for matter in said]

    def _item(self, recipient: Recipient, athlete: Athlete, matter: Matter, runs: Mapping[str, Row]) -> Item:
        name = athlete.name if recipient.is_coach else None
        if matter.kind == "source":
            source = matter.source or ""
            return Item("source", name=name, source=source, command=credentials.login_line(source, athlete.id))
        row = runs[matter.run_id or ""]
        page = athlete_path(athlete.id) if recipient.is_coach else run_path(row["run_id"])
        status = summary = None
        if self.config.notify.details and self._sight(recipient, athlete).level == "details":
            status, summary = STATUSES[row["status"]].label, self._summary(recipient, athlete, row)
        return Item(
            matter.kind,
            name=name,
            day=self._day(row["started_at"], athlete),
            status=status,
            summary=summary,
            link=None if self.config.web.public_url is None else f"{self.config.web.public_url}/{page}",
        )

    def _sight(self, recipient: Recipient, athlete: Athlete) -> Sight:
        if recipient.is_coach:
            return coach_sight(self.reader, athlete)
        return within_consent(self.reader, athlete, OWN)

    def _summary(self, recipient: Recipient, athlete: Athlete, row: Row) -> str | None:
        """The sentence on a run, as far as the recipient may read it."""
        summary = row["summary"] or None
        if self._sight(recipient, athlete).mood:
            return summary
        criteria = self.reader.rows("criteria_of", run_ids=[row["run_id"]])
        return KEPT_REASON if keeps_reason({"criteria": criteria}) else summary

    def _day(self, started_at: datetime, athlete: Athlete) -> str:
        """The day of a run as one says it: "Tuesday", and in full when there has been another since."""
        day = started_at.astimezone(athlete.zone).date()
        text = long_date(day)
        is_near = 0 <= (self.now.astimezone(athlete.zone).date() - day).days <= _DAYS_BY_NAME
        return text.split()[0] if is_near else text


def runs_seen(reader: Reader, athlete: Athlete, sight: Sight) -> dict[str, Row]:
    """How the runs of an athlete stand that may be seen, by id, oldest first.

    Each has `run_id`, `started_at` (aware), `status`, `summary` (None or empty: none is shared) and `asks`: whether the
    stride was odd and nobody has reported.
    """
    reported = {row["run_id"] for row in reader.rows("reported_runs_of", athlete_id=athlete.id)}
    return {
        row["run_id"]: {
            "run_id": row["run_id"],
            "started_at": utc_aware(row["started_at"]),
            "status": row["status"],
            "summary": row["summary"],
            "asks": row["status"] == "check_in" and row["word"] in _ODD and row["run_id"] not in reported,
        }
        for row in result_rows(reader, athlete, sight=sight)
    }
