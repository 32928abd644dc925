"""Raw files → runs with what they measured; a file that cannot be read is quarantined with the reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path

from niggle.config import Athlete
from niggle.durable import write_atomically, writing
from niggle.errors import RawFileError
from niggle.landing import Landed, Landing
from niggle.matching.model import Key
from niggle.steps.raw_files import AHEAD, NO_RECORDING, NOT_READ, RawFile
from niggle.steps.recordings import Contents, Unread, kept_waiting, read_and_measure
from niggle.steps.runs import Change, rearrange
from niggle.steps.side_by_side import in_order
from niggle.steps.telling import Tell, counted, to_nobody
from niggle.store import Store
from niggle.store.layout import athlete_landing

_BATCH = 64  # files: bounds memory, and how long the lock is held
_MANY = 20  # files: with fewer, to read them side by side is not worth it


@dataclass(frozen=True, slots=True)
class FilesRead:
    """How many runs are new or other, a line for each file that cannot be read, and what the files hold, counted."""

    runs: int
    problems: list[str]
    held: Counter[str]


@dataclass(frozen=True, slots=True)
class FileReader:
    """Reads an athlete's raw files and stores what they hold; `wanted` are all that hold now, by digest."""

    root: Path
    store: Store
    athlete: Athlete
    wanted: Mapping[str, RawFile]
    forgotten: Collection[Key]
    latest_start: datetime
    processes: int
    tell: Tell = to_nobody

    @property
    def landing(self) -> Landing:
        """Where they are."""
        return athlete_landing(self.root, self.athlete.id)

    def take_out(self, lost: Sequence[str], on_other_terms: Sequence[RawFile]) -> None:
        """Take out files that are over, by digest, and change the terms of others."""
        if not lost and not on_other_terms:
            return
        with self.store.write() as writer:
            change = Change(
                athlete_id=self.athlete.id, forgotten=self.forgotten, lost=lost, on_other_terms=on_other_terms
            )
            rearrange(writer, self.landing, change)

    def read(self, files: Sequence[RawFile]) -> FilesRead:
        """Read files and store what they hold."""
        runs, problems, held = 0, list[str](), Counter[str]()
        outcomes = zip(counted(files, self.tell, "reading"), self._outcomes(files), strict=True)
        for batch in batched(outcomes, _BATCH):
            if len(files) > _BATCH:
                self.store.let_others_write()
            read = list(self._contents(batch, problems))
            with self.store.write() as writer:
                change = Change(athlete_id=self.athlete.id, forgotten=self.forgotten, read=read)
                done = rearrange(writer, self.landing, change)
            runs += done.runs
            problems += [self._lost(error) for error in done.lost]
            for raw, outcome in read:
                held.update(_held(outcome))
                if isinstance(outcome, Unread):
                    problems.append(f"{self.athlete.id}: {outcome.reason}")
                    _quarantine(self.root, raw.first, outcome.reason)
                else:
                    _release(self.root, raw.first)
        return FilesRead(runs, problems, held)

    def _outcomes(self, files: Sequence[RawFile]) -> Iterator[Contents | Unread | None]:
        """What each of the files holds; None for one that is lost."""
        landing = self.landing

        def read(number: int) -> Contents | Unread | None:
            try:
                return read_and_measure(landing, files[number].first)
            except RawFileError:
                return None

        return in_order(read, len(files), processes=self.processes if len(files) >= _MANY else 1)

    def _contents(
        self, outcomes: Iterable[tuple[RawFile, Contents | Unread | None]], problems: list[str]
    ) -> Iterator[tuple[RawFile, Contents | Unread]]:
        """What the files hold; of one that is lost nothing, and what was read of it before stays."""
        for raw, outcome in outcomes:
            if outcome is not None:
                yield raw, kept_waiting(outcome, raw.first, latest_start=self.latest_start)
                continue
            try:
                self.landing.read_arrival(raw.first)
            except RawFileError as error:
                problems.append(self._lost(error))

    def _lost(self, error: RawFileError) -> str:
        """A line for a raw file that is lost; its source is to give it again, if it still has it."""
        if error.sha256 not in self.wanted:
            return f"{self.athlete.id}: {error}"
        arrival = self.wanted[error.sha256].first
        own = [one.kind for one in self.landing.of_place(arrival.place) if one.athlete_id == self.athlete.id]
        if own[-1] != "lost":
            self.landing.note(
                "lost", athlete_id=self.athlete.id, source=arrival.source, place=arrival.place, origin=arrival.origin,
                landed_at=self.latest_start - AHEAD,
            )  # fmt: skip
        return f"{self.athlete.id}: {arrival.origin}: {error}"


def _held(outcome: Contents | Unread) -> list[str]:
    """What a file holds, a word for each recording."""
    if isinstance(outcome, Unread):
        return [NOT_READ]
    return [recording.session.sport or "" for recording in outcome.recordings] or [NO_RECORDING]


def _quarantine(store_folder: Path, arrival: Landed, reason: str) -> None:
    """Put a file that cannot be read where its owner finds it, with the reason beside it."""
    kept, note = _in_quarantine(store_folder, arrival)
    text = f"{reason}\ncame from: {arrival.origin}\nTry to get this file from the watch or its app once more.\n"
    with writing(kept):
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        kept.unlink(missing_ok=True)
        kept.hardlink_to(
            athlete_landing(store_folder, arrival.athlete_id).path_of(arrival.sha256, "activity", arrival.format)
        )
        write_atomically(note, text.encode())


def _release(store_folder: Path, arrival: Landed) -> None:
    """Take a file that can be read now out of the quarantine."""
    for path in _in_quarantine(store_folder, arrival):
        path.unlink(missing_ok=True)


def _in_quarantine(store_folder: Path, arrival: Landed) -> tuple[Path, Path]:
    """Where a file is put that cannot be read, and where the reason."""
    name = f"{arrival.athlete_id}-{arrival.sha256[:12]}"
    suffix = (
        athlete_landing(store_folder, arrival.athlete_id).path_of(arrival.sha256, "activity", arrival.format).suffix
    )
    folder = store_folder / "quarantine"
    return folder / f"{name}{suffix}", folder / f"{name}.txt"
