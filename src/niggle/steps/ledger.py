"""What has been noticed and told: the tables of notices as objects, read at once and written bit by bit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from niggle.notify.matters import Matter
from niggle.notify.recipients import Recipient
from niggle.store import Reader, Store, Writer
from niggle.store.database import utc_aware, utc_naive

type Trouble = tuple[str, str]  # athlete's id, kind of source
type Beginning = tuple[str, str, str]  # target, address, athlete's id


@dataclass(frozen=True, slots=True)
class Notice:
    """A matter and one address it is for; `sent_at` is None while it waits."""

    target: str
    address: str
    matter: Matter
    sent_at: datetime | None
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every notice, when telling began by address and athlete, and since when which sources need their owner."""

    notices: Sequence[Notice]
    beginnings: Mapping[Beginning, datetime]
    troubles: Mapping[Trouble, datetime]

    def of(self, recipient: Recipient, *, waiting: bool) -> list[Notice]:
        """The notices of one recipient that wait, or that were sent."""
        return [
            notice
            for notice in self.notices
            if (notice.target, notice.address) == (recipient.target, recipient.address)
            and (notice.sent_at is None) == waiting
        ]


def read_ledger(reader: Reader) -> Ledger:
    """The ledger as it stands."""
    notices = [
        Notice(
            target=row["target"],
            address=row["address"],
            matter=Matter(row["kind"], row["athlete_id"], row["matter"], run_id=row["run_id"], source=row["source"]),
            sent_at=None if row["sent_at"] is None else utc_aware(row["sent_at"]),
            failed_at=None if row["failed_at"] is None else utc_aware(row["failed_at"]),
        )
        for row in reader.rows("notices")
    ]
    beginnings = {
        (row["target"], row["address"], row["athlete_id"]): utc_aware(row["started_at"])
        for row in reader.rows("notice_beginnings")
    }
    troubles = {
        (row["athlete_id"], row["source"]): utc_aware(row["began_at"]) for row in reader.rows("source_troubles")
    }
    return Ledger(notices, beginnings, troubles)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be written for one recipient."""

    recipient: Recipient
    new: Sequence[Matter] = ()
    over: Sequence[Matter] = ()
    beginnings: Mapping[str, datetime] | None = None  # by athlete

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.new or self.over or self.beginnings)


def write_changes(store: Store, changes: Iterable[Changes], *, now: datetime) -> None:
    """Write them all at once; nothing is touched when there are none."""
    wanted = [change for change in changes if not change.is_empty]
    if not wanted:
        return
    with store.write(publishes=False) as writer:
        for change in wanted:
            _write(writer, change, now)


def write_troubles(store: Store, before: Mapping[Trouble, datetime], after: Mapping[Trouble, datetime]) -> None:
    """Keep which sources need their owner, and forget those that do no longer."""
    if before == after:
        return
    with store.write(publishes=False) as writer:
        for athlete_id, source in before.keys() - after.keys():
            writer.write("delete_source_trouble", athlete_id=athlete_id, source=source)
        writer.insert("source_troubles", [
            {"athlete_id": athlete_id, "source": source, "began_at": utc_naive(began_at)}
            for (athlete_id, source), began_at in sorted(after.items()) if (athlete_id, source) not in before
        ])  # fmt: skip


def mark(store: Store, recipient: Recipient, keys: Sequence[str], *, is_sent: bool, now: datetime) -> None:
    """Note that a message with the matters of these keys was sent, or that it could not be."""
    where = {"target": recipient.target, "address": recipient.address, "matters": list(keys)}
    with store.write(publishes=False) as writer:
        if is_sent:
            writer.write("set_notices_sent", **where, sent_at=utc_naive(now))
        else:
            writer.write("set_notices_failed", **where, failed_at=utc_naive(now))


def _write(writer: Writer, change: Changes, now: datetime) -> None:
    whose = {"target": change.recipient.target, "address": change.recipient.address}
    if change.over:
        writer.write("delete_notices", **whose, matters=[matter.key for matter in change.over])
    writer.insert("notices", [
        {
            **whose, "matter": matter.key, "athlete_id": matter.athlete_id, "kind": matter.kind,
            "run_id": matter.run_id, "source": matter.source, "noticed_at": utc_naive(now),
            "sent_at": None, "failed_at": None,
        }
        for matter in change.new
    ])  # fmt: skip
    writer.insert("notice_beginnings", [
        {**whose, "athlete_id": athlete_id, "started_at": utc_naive(started_at)}
        for athlete_id, started_at in (change.beginnings or {}).items()
    ])  # fmt: skip
