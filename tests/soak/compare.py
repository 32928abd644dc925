"""Whether a disturbed copy is whole, and the same as the one that nothing happened to."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.soak.copies import Copy

# What a fault leaves by intent: what was damaged is put aside, and files that cannot be read are kept.
_LEFT_BY_FAULTS = (".damaged", ".damaged.wal")
_NOT_COMPARED = ("prefect", "quarantine")


def differences(disturbed: Copy, twin: Copy, at: datetime) -> Iterator[str]:
    """What is wrong, a line each."""
    checked = disturbed.run("check", at=at)
    if checked.code != 0:
        yield f"check: {checked.output.read_text()}{checked.said}".strip()
    yield from flags_differ(disturbed, twin, at)
    mine, theirs = _arrivals(disturbed), _arrivals(twin)
    yield from (f"manifest: not there: {line}" for line in sorted(theirs - mine))
    yield from (f"manifest: too much: {line}" for line in sorted(mine - theirs))
    here, there = _files(disturbed), _files(twin)
    yield from (f"files: not there: {path}" for path in sorted(there - here))
    yield from (f"files: too much: {path}" for path in sorted(here - there))
    yield from (f"readable by others: {path}" for path in sorted(_open_files(disturbed)))


def flags_differ(disturbed: Copy, twin: Copy, at: datetime) -> Iterator[str]:
    """Whether `flags --format json` differs in a byte."""
    told = [copy.run("flags", "--format", "json", at=at) for copy in (disturbed, twin)]
    if any(command.code != 0 for command in told):
        yield f"flags: exit codes {[command.code for command in told]}: {told[0].said}"
        return
    mine, theirs = (command.output.read_bytes() for command in told)
    if mine != theirs:
        runs = [{run["run_id"]: run for run in json.loads(text)} for text in (mine, theirs)]
        for run_id in sorted(set(runs[0]) | set(runs[1])):
            if runs[0].get(run_id) != runs[1].get(run_id):
                yield f"flags: {run_id}: {_first_difference(runs[0].get(run_id), runs[1].get(run_id))}"


def _first_difference(mine: dict[str, Any] | None, theirs: dict[str, Any] | None) -> str:
    if mine is None or theirs is None:
        return "only here" if theirs is None else "not here"
    return next(f"{key}: {mine[key]!r} and not {theirs[key]!r}" for key in theirs if mine.get(key) != theirs[key])


def _arrivals(copy: Copy) -> frozenset[str]:
    """What ever arrived and from where: the lines of all manifests but for the moment, and what a fault explains.

    That the same arrived twice is no difference: a lost file is fetched again.
    """
    lines = set()
    for path in copy.data.rglob("manifest.jsonl"):
        for text in path.read_text().splitlines():
            try:
                line = json.loads(text.replace(str(copy.disk), ""))
            except ValueError:
                continue  # cut by a crash; `check` names what else cannot be read
            if line["kind"] != "lost":
                lines.add(json.dumps({key: line[key] for key in sorted(line) if key != "landed_at"}))
    return frozenset(lines)


def _files(copy: Copy) -> frozenset[str]:
    paths = (path for path in copy.data.rglob("*") if path.is_file())
    return frozenset(name for path in paths if (name := _compared(path.relative_to(copy.data))) is not None)


def _compared(path: Path) -> str | None:
    is_left_out = path.parts[0] in _NOT_COMPARED or path.name.endswith(_LEFT_BY_FAULTS)
    return None if is_left_out or path.name == "quiet-nights.json" else str(path)


def _open_files(copy: Copy) -> list[str]:
    paths = (path for path in copy.data.rglob("*") if not path.is_symlink())
    return [str(path.relative_to(copy.data)) for path in paths if path.stat().st_mode & 0o077]
