"""What `niggle import` does: files → landing → statuses that readers see, and in a sentence what came of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from niggle.cli.options import worked_on
from niggle.config import Athlete, Config
from niggle.sources import Source, SourceError
from niggle.sources.apple_health import AppleHealthSource, is_apple_health
from niggle.sources.export import ExportSource, is_export
from niggle.sources.folder import FolderSource
from niggle.sources.own_export import OwnExportSource, is_own_export
from niggle.steps.collect import collect_from
from niggle.steps.decode import Decoded
from niggle.steps.heal import put_aside_damaged
from niggle.steps.night import during_night, publish
from niggle.steps.raw_files import NO_RECORDING, NOT_READ
from niggle.steps.side_by_side import cores
from niggle.steps.telling import Tell
from niggle.steps.up_to_date import bring_up_to_date
from niggle.store.layout import athlete_store

_SPORTS = {
    "running": ("run", "runs"), "cycling": ("ride", "rides"), "walking": ("walk", "walks"), "hiking": ("hike", "hikes"),
    "swimming": ("swim", "swims"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Brought:
    """How many files are new, what they hold, what was left out of archives, and a line for each problem."""

    new_files: int
    decoded: Decoded
    left_out: Counter[str] = field(default_factory=Counter)
    problems: tuple[str, ...] = ()

    def __str__(self) -> str:
        held = Counter(self.decoded.held) + self.left_out
        if self.new_files == 0 and self.decoded.runs == 0 and not held:
            return "nothing new: every file here is known already"
        runs = "1 run is" if self.decoded.runs == 1 else f"{self.decoded.runs} runs are"
        files = "1 new file" if self.new_files == 1 else f"{self.new_files} new files"
        told = ", ".join(_counted(held))
        see = ". See them with `niggle flags`" if self.decoded.runs else ""
        return f"{files}: {told}; {runs} new{see}" if told else f"{files}; {runs} new{see}"


def bring_in(config: Config, athlete: Athlete, paths: Sequence[Path], *, tell: Tell) -> Brought:
    """Take in what is new in these files, folders and archives, and bring the athlete's runs up to date."""

    def tell_of(what: str, done: int = 0, total: int = 0) -> None:
        tell(f"{athlete.id}: {what}", done, total)

    return worked_on(config, athlete, partial(_bring_in, athlete=athlete, paths=paths, tell=tell_of))


def _bring_in(config: Config, *, athlete: Athlete, paths: Sequence[Path], tell: Tell) -> Brought:
    tell("looking for new files")
    new_files, left_out, problems = 0, Counter[str](), list[str]()
    for path in paths:
        try:
            new_files += collect_from(
                config.store.path, athlete.id, _source(path.resolve(), tell), tell=tell, left_out=left_out
            )
        except SourceError as error:
            problems.append(str(error))
    with during_night(config):
        problems += put_aside_damaged(config, athlete)
        decoded = _process(config, athlete, tell)
    return Brought(new_files, decoded, left_out, (*problems, *decoded.problems))


def _source(path: Path, tell: Tell) -> Source:
    """An export is read as such, with what it says of each activity; all else file by file."""
    if is_own_export(path):
        return OwnExportSource(path)
    if is_apple_health(path):
        return AppleHealthSource(path, tell=tell)
    return ExportSource(path) if is_export(path) else FolderSource(path)


def _process(config: Config, athlete: Athlete, tell: Tell) -> Decoded:
    with athlete_store(config.store.path, athlete.id).session() as store:
        decoded = bring_up_to_date(config, athlete, store=store, processes=cores(), tell=tell).decoded
        publish(config, athlete, store=store)
    return decoded


def _counted(held: Counter[str]) -> list[str]:
    """What files hold: runs first, then other sports, then what there is nothing to see of."""
    counts = Counter[tuple[str, str]]()
    for word, count in held.items():
        if word not in (NO_RECORDING, NOT_READ):
            counts[_SPORTS.get(word, ("activity of another sport", "activities of other sports"))] += count
    told = [f"{count} {one if count == 1 else many}" for (one, many), count in sorted(counts.items(), key=_runs_first)]
    if held[NO_RECORDING]:
        told.append(f"{held[NO_RECORDING]} {NO_RECORDING}")
    if held[NOT_READ]:
        told.append(f"{held[NOT_READ]} {NOT_READ} (see `niggle doctor`)")
    return told


def _runs_first(counted: tuple[tuple[str, str], int]) -> tuple[bool, int, str]:
    (one, _), count = counted
    return one != "run", -count, one
