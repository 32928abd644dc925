"""All that is known of one person in open formats, to take along; `niggle import` reads it elsewhere.

README.txt               what is what, in plain words
recordings/, other/      the files as they came: those that make runs; all else, also what was forgotten or replaced
diary.csv, weekly.csv    what was said
results/                 runs.json, and tables as Parquet; dictionary.csv says what each column is
consent.csv              who may see what, since when, and where shared bundles were put
arrivals.csv             what came when and from where, what was taken back and what was forgotten
access.csv, messages.csv accounts and links; messages about the athlete
niggle-export.json       for another niggle
"""

import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from niggle.arrivals import current
from niggle.choices import choices_of
from niggle.config import Athlete, Config
from niggle.consent import OWN
from niggle.durable import writing
from niggle.errors import RawFileError
from niggle.keeping.backup import prepare_parent
from niggle.keeping.dictionary import GAIT, HEADER, WINDOWS, dictionary
from niggle.keeping.holdings import held_files
from niggle.landing import Landed, Landing
from niggle.pain.answers import COLUMNS
from niggle.pain.cells import csv_text
from niggle.pain.model import PainReport
from niggle.pain.weekly import write_weeks
from niggle.records.objects import run_objects
from niggle.records.pain import pain_report
from niggle.records.tables import parquet_table
from niggle.records.weekly import weekly_check_in
from niggle.sources.own_export import DIARY, FORMAT, INDEX, WEEKLY
from niggle.steps.forgotten import forgotten_keys
from niggle.steps.outgoing import places_shared_to
from niggle.store import Published, Reader
from niggle.store.database import utc_aware
from niggle.store.everything import ask_parquet
from niggle.store.layout import athlete_landing, common_store, published, tending_folders
from niggle.vocabulary.spreadsheets import csv_of
from niggle.web.accounts import Accounts

_SAID = tuple(column for column in COLUMNS if column != "athlete_id")  # whoever imports it says whose it is
_README = """\
All that niggle keeps of {name}, as of {day}.

recordings/          your recordings as they came from the watch or the site; any running program reads them
other/               everything else as it came: what you entered and noted, what was replaced or forgotten, what may
                     only be kept for some days
diary.csv            what you said about pain, a line a report
weekly.csv           your weekly check-ins
results/runs.json    the status of every run with its reasons
results/*.parquet    the same and what was measured, as tables
results/dictionary.csv   what each column of the tables is, and in which unit
consent.csv          who may see what, since when and who decided, the last line of a kind holds; where it has been sent
arrivals.csv         what came when and from where, and what you took back
access.csv           your accounts and links; messages.csv: which messages were sent about you
niggle-export.json   for another niggle: `niggle import` takes this whole file

Nothing in here is a diagnosis. It is health data: keep it where only you can read it.
"""


def export(config: Config, athlete: Athlete, target: Path, *, now: datetime) -> int:
    """Write all that is known of an athlete in place of what is at `target`; how many recordings are in it.

    Raises:
        NotFoundError: if nothing of anybody is published yet.
    """
    draft = target.with_name(f".{target.name}.part")
    with writing(target), published(config.store.path) as results:
        prepare_parent(target)
        draft.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    count = _Export(config, athlete, results, now).write(archive)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return count


class _Export:
    """What there is of one athlete, at one moment."""

    def __init__(self, config: Config, athlete: Athlete, results: Published, now: datetime) -> None:
        self._root = config.store.path
        self._athlete = athlete
        self._results = results
        self._now = now
        self._landing = athlete_landing(self._root, athlete.id)
        self._arrivals = list(self._landing.arrivals(athlete.id))

    def write(self, archive: zipfile.ZipFile) -> int:
        reader = self._results.of(self._athlete.id)
        archive.writestr("README.txt", _README.format(name=self._athlete.name, day=self._now.date().isoformat()))
        recordings = self._write_files(archive)
        index = {"format": FORMAT, "niggle": version("niggle"), "recordings": recordings}
        archive.writestr(INDEX, json.dumps(index, ensure_ascii=False, indent=1))
        archive.writestr(DIARY, csv_text(_SAID, self._reports(reader)))
        weeks = map(weekly_check_in, reader.rows("weekly_check_ins_of", athlete_id=self._athlete.id))
        archive.writestr(WEEKLY, write_weeks(weeks))
        self._write_results(archive)
        archive.writestr("consent.csv", csv_of(("what", "value", "since", "decided"), self._consent()))
        archive.writestr("arrivals.csv", csv_of(*self._arrivals_table()))
        archive.writestr("access.csv", csv_of(("what", "name"), self._access()))
        archive.writestr("messages.csv", csv_of(*self._messages()))
        return len(recordings)

    def _write_files(self, archive: zipfile.ZipFile) -> list[Mapping[str, Any]]:
        """Every file as it came; what another niggle has to know of those that make runs."""
        held, forgotten = current(self._arrivals, now=self._now), forgotten_keys(self._arrivals)
        forgotten_files = {sha256 for sha256, _ in forgotten}
        making = {
            one.sha256: one
            for one in reversed(held.activities)
            if one.keep_days is None and one.problem is None and one.sha256 not in forgotten_files
        }
        said = {one.place: _facts(self._landing, one) for one in held.details}
        recordings: list[Mapping[str, Any]] = []
        landings = [self._landing, *map(Landing, tending_folders(self._root, self._athlete.id))]
        files = (one for landing in landings for one in held_files(landing, self._athlete.id, now=self._now))
        for path, landed in files:
            makes_run = landed.kind == "activity" and landed.sha256 in making
            name = f"{'recordings' if makes_run else 'other'}/{landed.landed_at:%Y%m%d}-{path.name[:12]}{_suffix(path)}"
            if not path.exists():
                continue
            archive.write(path, name)
            if makes_run:
                one = making[landed.sha256]
                recordings.append({
                    "file": name, "format": one.format, "origin": one.origin, "workout_id": one.workout_id,
                    "modified_at": None if one.modified_at is None else one.modified_at.isoformat(),
                    "details": said.get(one.place),
                })  # fmt: skip
        return recordings

    def _reports(self, reader: Reader) -> list[PainReport]:
        """What was said but in notes, which come with their runs; each of a run by when that started."""
        starts = {row["run_id"]: utc_aware(row["started_at"]) for row in reader.rows(
            "runs_in_order", athlete_id=self._athlete.id)}  # fmt: skip
        found = []
        for row in reader.rows("pain_reports_of", athlete_id=self._athlete.id):
            report = pain_report(row)
            if report.source != "note":
                start = starts.get(row["joined_run_id"]) if report.run_id else None
                found.append(report if start is None else replace(report, run_id=None, started_at=start))
        return found

    def _write_results(self, archive: zipfile.ZipFile) -> None:
        runs = run_objects(self._results, [self._athlete], visibility=OWN, now=self._now)
        archive.writestr("results/runs.json", json.dumps(runs, ensure_ascii=False, indent=1))
        archive.writestr("results/dictionary.csv", csv_of(HEADER, dictionary()))
        archive.writestr("results/runs.parquet", parquet_table(runs, self._root))
        for name, table, columns in (("windows", "windows", WINDOWS), ("gait", "run_gait", GAIT)):
            statement = f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL"
            archive.writestr(f"results/{name}.parquet", ask_parquet(self._root, [self._athlete.id], statement))

    def _consent(self) -> list[tuple[str, str, str, str]]:
        """What was decided, the oldest first, and where shared bundles were put: of a kind the last line holds."""
        athlete = self._athlete
        rows = _decided(athlete.share_with_coach, athlete.share_mood_with_coach, athlete.contact, "", "config.toml")
        for one in choices_of(self._landing, athlete.id):
            by = "invitation" if one.is_asked else "own page"
            rows += _decided(one.level, one.mood, one.contact, one.at.isoformat(), by)
        for shown in Accounts(self._root).shown_of(athlete.id, now=self._now):
            what = f"link to an episode ({', '.join(shown.parts) or 'course alone'})"
            rows.append((what, f"until {datetime.fromtimestamp(shown.over_at, UTC).isoformat()}", "", "own page"))
        return rows + [("shared to", place, "", "") for place in places_shared_to(self._root, athlete)]

    def _arrivals_table(self) -> tuple[Sequence[str], list[Sequence[str]]]:
        names = ("landed_at", "kind", "source", "origin", "sha256")
        return names, [
            (one.landed_at.isoformat(), one.kind, one.source, one.origin, one.sha256) for one in self._arrivals
        ]

    def _access(self) -> list[tuple[str, str]]:
        athlete_id, access = self._athlete.id, Accounts(self._root).look()
        if access is None:
            return []
        own = [(f"account ({one.role})", key) for key, one in access.accounts.items() if one.athlete_id == athlete_id]
        own += [("link", athlete_id)] if athlete_id in access.links else []
        return own + ([("token", athlete_id)] if athlete_id in access.tokens else [])

    def _messages(self) -> tuple[Sequence[str], list[Sequence[str]]]:
        names = ("noticed_at", "sent_at", "kind", "target", "run_id")
        store = common_store(self._root)
        if not store.is_there:
            return names, []
        with store.read_main() as reader:
            rows = [row for row in reader.rows("notices") if row["athlete_id"] == self._athlete.id]
        return names, [[_text(row[name]) for name in names] for row in rows]


def _decided(level: str, mood: bool, contact: str, since: str, by: str) -> list[tuple[str, str, str, str]]:
    told = (("share_with_coach", level), ("share_mood_with_coach", "yes" if mood else "no"), ("contact", contact))
    return [(what, value, since, by) for what, value in told]


def _facts(landing: Landing, landed: Landed) -> Mapping[str, Any] | None:
    """What a source said of an activity, as it was kept."""
    try:
        facts = json.loads(landing.read_arrival(landed))
    except (RawFileError, ValueError):
        return None
    return facts if isinstance(facts, dict) else None


def _suffix(path: Path) -> str:
    return path.name[path.name.index(".") :]


def _text(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
