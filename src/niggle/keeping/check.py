"""Is a store whole: raw files against their digests, manifests, databases, snapshots, standings, pages.

Nothing is changed. Whoever writes meanwhile does not make a difference: what looks wrong at first is looked at again,
and only what is wrong both times is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from niggle.config import Athlete, Config
from niggle.durable import digest_of, size_of
from niggle.errors import DamagedError, NotFoundError, StoreBusyError, StoreError, printable
from niggle.keeping.folders import landing_folders
from niggle.keeping.holdings import held_files
from niggle.landing import MANIFEST, Landed, Landing
from niggle.reports.paths import run_path
from niggle.steps.night import standing_of
from niggle.store import Store
from niggle.store.database import utc_naive
from niggle.store.inspection import Opened, kept_still, opened
from niggle.store.layout import athlete_folder, athletes_here, common_store
from niggle.store.move import is_to_move
from niggle.store.standing import Standing
from niggle.web.accounts import Accounts

_SYNC = "`niggle sync` makes it anew"
_FETCH = "the next `niggle sync` fetches it again if its source still has it; else take it from a backup"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as it should be: where, what, and what to do."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """One printable line."""
        return printable(f"{self.where}: {self.what}; {self.remedy}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a store found, and how much there was to look at."""

    findings: tuple[Finding, ...]
    athletes: int
    raw_files: int


def check(config: Config, *, now: datetime) -> Checked:
    """Look at everything a store keeps.

    Raises:
        NotFoundError: if there is no store.
    """
    root = config.store.path
    if not root.is_dir():
        raise NotFoundError(f"{root}: nothing here yet; run `niggle sync` or `niggle import` first")
    if is_to_move(root):
        return Checked((Finding(str(root), "has the layout of an older niggle", "`niggle sync` moves it"),), 0, 0)
    known = {athlete.id: athlete for athlete in config.athletes}
    findings: list[Finding] = []
    raw_files = 0
    for folder, athlete_id in landing_folders(root):
        look = _Look(config, folder, athlete_id, known.get(athlete_id), now)
        first = set(look.findings())
        findings += sorted(first & set(look.findings())) if first else []
        raw_files += look.raw_files
    return Checked((*findings, *_accounts(root)), len(athletes_here(root)), raw_files)


class _Look:
    """A look at an athlete's folder, at what is beside the folders, or at what coaches noted."""

    def __init__(self, config: Config, folder: Path, athlete_id: str, athlete: Athlete | None, now: datetime) -> None:
        self.raw_files = 0
        self._root = config.store.path
        self._athlete_id = athlete_id
        self._athlete = athlete
        self._now = now
        self._store, self._landing = Store(folder), Landing(folder)
        self._is_athletes = folder == athlete_folder(self._root, athlete_id)

    def findings(self) -> Iterator[Finding]:
        """All that is wrong at the moment."""
        yield from _manifest(self._store.folder / MANIFEST, self._landing)
        missing: set[str] = set()
        self.raw_files = 0
        for path, landed in held_files(self._landing, self._athlete_id, now=self._now):
            self.raw_files += 1
            finding = _raw_file(path, landed)
            if finding is not None:
                missing.add(landed.sha256)
                yield finding
        try:
            with kept_still(self._store):
                yield from self._databases(missing)
        except StoreBusyError as error:
            yield Finding(str(self._store.folder), "another niggle went on writing", f"check again later ({error})")

    def _databases(self, missing: set[str]) -> Iterator[Finding]:
        store = self._store
        if not store.is_there:
            if self._is_athletes:
                yield Finding(str(store.main), "is not there", _SYNC)
            return
        main: tuple[str, int] | None = None
        try:
            with opened(store.main) as reader:
                if not reader.is_of_this_niggle:
                    yield Finding(str(store.main), "was made by another niggle", "`niggle sync` with the newest one")
                    return
                reader.read_whole()
                main = reader.version
                yield from self._rows(reader, missing)
        except DamagedError:
            yield Finding(str(store.main), "is damaged", "`niggle sync` puts it aside and makes it anew")
        except StoreError as error:
            yield Finding(str(store.main), "cannot be opened", str(error))
        if self._is_athletes:
            yield from self._snapshot(main)

    def _rows(self, reader: Opened, missing: set[str]) -> Iterator[Finding]:
        """Rows whose raw file is nowhere, and pages that are not as they were drawn."""
        here = _digests_below(self._store.folder) | _digests_below(self._root)
        for digest in sorted(reader.raw_digests() - here - missing):
            yield Finding(str(self._store.main), f"has rows of a raw file that is not there ({digest[:12]}…)", _FETCH)
        folder = self._root / "reports"
        for row in reader.rows("pages_of", athlete_id=self._athlete_id):
            path = folder / run_path(row["run_id"])
            if row["size_bytes"] is not None and size_of(path) != row["size_bytes"]:
                yield Finding(str(path), "is not as it was drawn", "`niggle sync` draws it anew")

    def _snapshot(self, main: tuple[str, int] | None) -> Iterator[Finding]:
        store = self._store
        if not store.is_published:
            yield Finding(str(store.published), "is not there", _SYNC)
            return
        try:
            with opened(store.published) as reader:
                reader.read_whole()
                if main is not None and reader.version[0] != main[0]:
                    yield Finding(str(store.published), "is of another database", _SYNC)
                elif main is not None and reader.version[1] != main[1] and not self._is_night_on():
                    yield Finding(str(store.published), "is older than the database", "`niggle sync` brings it up")
                elif reader.is_of_this_niggle:
                    yield from self._standing(reader)
        except DamagedError:
            yield Finding(str(store.published), "is damaged", _SYNC)
        except StoreError as error:
            yield Finding(str(store.published), "cannot be opened", str(error))

    def _standing(self, reader: Opened) -> Iterator[Finding]:
        """Whether the answers that were kept are those that the snapshot gives."""
        kept = Standing.read(self._store.standing)
        if self._athlete is None or not self._store.standing.exists():
            return
        if not kept.answers:
            yield Finding(str(self._store.standing), "cannot be read", _SYNC)
        elif kept.holds(utc_naive(self._now)):
            answers = Standing.parsed(standing_of(reader, athlete=self._athlete, now=self._now)).answers
            if any(answers[question] != answer for question, answer in kept.answers.items() if question in answers):
                yield Finding(
                    str(self._store.standing), "is not what the snapshot says", f"`niggle rebuild --athlete "
                    f"{self._athlete_id}` makes it anew",
                )  # fmt: skip

    def _is_night_on(self) -> bool:
        """Whether a night is on, which publishes at its end."""
        return (self._root / ".night").exists() and common_store(self._root).is_night_on()


def _manifest(path: Path, landing: Landing) -> Iterator[Finding]:
    for number in landing.strange_lines():
        yield Finding(
            f"{path}:{number}", "this line cannot be understood and is skipped",
            "what it told of lands again if its source still has it; else take the line from a backup",
        )  # fmt: skip


def _raw_file(path: Path, landed: Landed) -> Finding | None:
    try:
        digest = digest_of(path)
    except FileNotFoundError:
        return Finding(str(path), f"is lost (it came from {landed.origin})", _FETCH)
    except OSError as error:
        return Finding(str(path), f"cannot be read: {error.strerror}", "give its owner the right to, or mend the disk")
    if digest != landed.sha256:
        return Finding(str(path), f"has been altered (it came from {landed.origin})", _FETCH)
    return None


def _digests_below(folder: Path) -> frozenset[str]:
    return frozenset(path.name.partition(".")[0] for path in (folder / "raw").glob("*/*"))


def _accounts(root: Path) -> list[Finding]:
    accounts = Accounts(root)
    try:
        accounts.look()
    except StoreError as error:
        return [Finding(str(root), "the accounts cannot be read", str(error))]
    return []
