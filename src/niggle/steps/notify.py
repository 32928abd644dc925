"""Store → people: notice what is new after a night, and send what is due.

What is noticed is written down before anything is sent, and noted as sent after the address has taken it. So a process
that is killed between the two sends that one message once more the next time: at least once, since a doubled message
is a small nuisance and a lost red flag is not. One process sends at a time (`notify.lock`), so that the night and
`niggle serve` do not both send what waits.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from filelock import FileLock, Timeout

from niggle.config import Config
from niggle.errors import NotFoundError, StoreBusyError
from niggle.notify.matters import Matter, news, review
from niggle.notify.quiet import is_quiet
from niggle.notify.recipients import Recipient, recipients
from niggle.notify.send import send
from niggle.notify.words import TEST, Item, message
from niggle.records.choices import with_choices
from niggle.steps.collect import SourceTroubles
from niggle.steps.digest import digest_matter, digest_text
from niggle.steps.ledger import Changes, Ledger, Trouble, mark, read_ledger, write_changes, write_troubles
from niggle.steps.notices import Tellable
from niggle.store import Store
from niggle.store.layout import common_store, published

_RETRY_AFTER = timedelta(hours=1)  # of what failed, by a process that asks every few minutes
_NIGHT_WAITS_S = 120.0


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages went out, how many recipients have to wait, and a line for each that could not be reached."""

    messages: int = 0
    waiting: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Letter:
    """One message: its text, and the keys of the matters that it tells."""

    recipient: Recipient
    keys: Sequence[str]
    text: str


def notify(
    config: Config,
    troubles: Mapping[str, SourceTroubles | None],
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Sent:
    """Notice what the night has brought, then send what is due.

    `troubles` says by athlete what the night's visit found of the sources; None where there was none.

    Raises:
        StoreBusyError: if another process goes on writing; nothing has been sent then.
    """
    if not config.notify.to:
        return Sent()
    config = with_choices(config)
    try:
        with _alone(config, wait_s=_NIGHT_WAITS_S):
            now = clock()
            _notice(config, troubles, now)
            return _send_due(config, now, insists=True)
    except Timeout:
        return Sent(problems=("notify: another niggle is still sending; what is new is told the next time",))


def send_due(config: Config, *, now: datetime, insists: bool = False) -> Sent:
    """Send what waits and is still so, to everyone who has no quiet hours now; what is no longer so is dropped.

    What an address did not take before is tried again after an hour, or now if the caller `insists`. Does nothing while
    another process sends or keeps the store to itself, or before the first night.
    """
    if not config.notify.to:
        return Sent()
    config = with_choices(config)
    try:
        with _alone(config, wait_s=0):
            return _send_due(config, now, insists=insists)
    except (Timeout, StoreBusyError, NotFoundError):
        return Sent()


def send_tests(config: Config) -> list[tuple[str, str | None]]:
    """Send a test message to every address: who it is for, and None or why it did not work."""
    return [(recipient.label, send(recipient.url, TEST, os.environ)) for recipient in recipients(config)]


@contextmanager
def _alone(config: Config, *, wait_s: float) -> Iterator[None]:
    if not config.store.path.is_dir():
        raise NotFoundError(f"{config.store.path}: nothing here yet")
    with FileLock(config.store.path / "notify.lock", timeout=wait_s, mode=0o600):
        yield


def _notice(config: Config, troubles: Mapping[str, SourceTroubles | None], now: datetime) -> None:
    store = common_store(config.store.path)
    with store.read_main() as looking:
        ledger = read_ledger(looking)
    after = _troubles_now(config, ledger.troubles, troubles, now)
    write_troubles(store, ledger.troubles, after)
    with published(config.store.path) as results:
        tellable = Tellable(config, results, now, after)
        changes = [_noticed(tellable, ledger, recipient) for recipient in recipients(config)]
    write_changes(store, changes, now=now)


def _noticed(tellable: Tellable, ledger: Ledger, recipient: Recipient) -> Changes:
    """What is new for one recipient. An address that is new is told of the newest run of each athlete at most."""
    known = [notice.matter for waiting in (True, False) for notice in ledger.of(recipient, waiting=waiting)]
    if recipient.gets_digest:
        today = digest_matter(recipient, tellable.now)
        return Changes(recipient, new=[] if today.key in {matter.key for matter in known} else [today])
    new, beginnings = list[Matter](), dict[str, datetime]()
    for athlete in recipient.athletes:
        begun_at = ledger.beginnings.get((recipient.target, recipient.address, athlete.id))
        newest = tellable.newest_start(recipient, athlete)
        if begun_at is None and newest is not None:
            beginnings[athlete.id] = newest
        new += news(tellable.matters(recipient, athlete, begun_at=begun_at), known)
    return Changes(recipient, new=new, beginnings=beginnings)


def _troubles_now(
    config: Config,
    before: Mapping[Trouble, datetime],
    found: Mapping[str, SourceTroubles | None],
    now: datetime,
) -> dict[Trouble, datetime]:
    """Since when which sources need their owner; what the night could not find out stays as it was."""
    after: dict[Trouble, datetime] = {}
    for athlete in config.athletes:
        seen = found.get(athlete.id)
        for source in {source.kind for source in athlete.sources}:
            was = before.get((athlete.id, source))
            is_unknown = seen is None or source in seen.unread
            if (seen is not None and source in seen.need_owner) or (is_unknown and was is not None):
                after[athlete.id, source] = now if was is None else was
    return after


def _send_due(config: Config, now: datetime, *, insists: bool) -> Sent:
    store = common_store(config.store.path)
    with published(config.store.path) as results:
        with store.read_main() as looking:
            if not looking.rows("waiting_notices"):
                return Sent()
            ledger = read_ledger(looking)
        tellable = Tellable(config, results, now, ledger.troubles)
        found = [_reviewed(tellable, ledger, recipient) for recipient in recipients(config)]
    write_changes(store, [changes for changes, _ in found], now=now)
    messages, waiting, problems = 0, 0, list[str]()
    for letter in (letter for _, letter in found if letter is not None):
        is_early = is_quiet(now, config.notify.quiet_hours, letter.recipient.zone)
        if is_early or not (insists or _may_try(ledger, letter.recipient, now)):
            waiting += 1
        elif (problem := _sent(store, letter, now)) is None:
            messages += 1
        else:
            problems.append(problem)
    return Sent(messages, waiting, tuple(problems))


def _reviewed(tellable: Tellable, ledger: Ledger, recipient: Recipient) -> tuple[Changes, _Letter | None]:
    """What has changed for one recipient while it waited, and the message that is due, None if nothing is."""
    waiting = [notice.matter for notice in ledger.of(recipient, waiting=True)]
    if recipient.gets_digest:
        return _reviewed_digest(tellable, recipient, waiting)
    told = [notice.matter for notice in ledger.of(recipient, waiting=False)]
    new, keys, items = list[Matter](), list[str](), list[Item]()
    for athlete in recipient.athletes:
        own = [matter for matter in waiting if matter.athlete_id == athlete.id]
        if not own:
            continue
        begun_at = ledger.beginnings.get((recipient.target, recipient.address, athlete.id))
        found = review(own, told, tellable.matters(recipient, athlete, begun_at=begun_at))
        new += found.new
        keys += [matter.key for matter in (*found.kept, *found.new)]
        items += tellable.items(recipient, athlete, found.due)
    changes = Changes(recipient, new=new, over=[matter for matter in waiting if matter.key not in keys])
    return changes, _Letter(recipient, keys, message(items, table=tellable.table(recipient))) if items else None


def _reviewed_digest(
    tellable: Tellable, recipient: Recipient, waiting: Sequence[Matter]
) -> tuple[Changes, _Letter | None]:
    """The digest that is due, as it is now: of several that wait the newest; none where there is nothing to tell."""
    text = digest_text(tellable.config, tellable.readers, recipient, tellable.now) if waiting else None
    due = sorted(matter.key for matter in waiting)[-1:] if text is not None else []
    changes = Changes(recipient, over=[matter for matter in waiting if matter.key not in due])
    return changes, None if text is None else _Letter(recipient, due, text)


def _may_try(ledger: Ledger, recipient: Recipient, now: datetime) -> bool:
    """Whether the last vain try at an address is long enough ago."""
    failures = [notice.failed_at for notice in ledger.of(recipient, waiting=True) if notice.failed_at is not None]
    return not failures or now - max(failures) >= _RETRY_AFTER


def _sent(store: Store, letter: _Letter, now: datetime) -> str | None:
    """Send a message and note how that went; None, or a line on why it could not be sent."""
    reason = send(letter.recipient.url, letter.text, os.environ)
    try:
        mark(store, letter.recipient, letter.keys, is_sent=reason is None, now=now)
    except StoreBusyError:  # not worth to fail for: what was sent may come once more, what was not is tried again
        if reason is None:
            return f"notify: {letter.recipient.label}: sent, but that could not be noted; it may come once more"
    return None if reason is None else f"notify: {letter.recipient.label}: {reason}; tried again the next time"
