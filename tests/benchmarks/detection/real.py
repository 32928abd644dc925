"""The figures of the real recordings, as plain data."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.benchmarks.detection.recordings import HISTORIES, SIZES_PP, Injected, Recording
from tests.benchmarks.detection.series import ALTERED, POSSIBLY, WORDS

type Plain = dict[str, Any]


def recording_figures(recordings: Sequence[Recording], left_out: Mapping[str, str], rows: Sequence[Injected]) -> Plain:
    """What became of null injections and of changes written in; counts, as each recording is one runner."""
    own = [row for row in rows if row.kind is None and row.is_at_own_level]
    days = [row for row in rows if row.kind is None and not row.is_at_own_level]
    return {
        "recordings": [_recording(each, own) for each in recordings],
        "left_out": dict(left_out),
        "histories": HISTORIES,
        "null_at_own_level": _null(own),
        "null_on_other_days": _null(days),
        "from_a_minute": _from_a_minute(rows),
        "whole_runs": _whole_runs(rows),
    }


def _recording(recording: Recording, nulls: Sequence[Injected]) -> Plain:
    mine = [row for row in nulls if row.recording == recording.name]
    return {
        "name": recording.name,
        "sensor": recording.sensors["stance_time_ms"].split(":")[:2],
        "has_balance": recording.has_balance,
        "comparable_min": round(recording.gait.eligible_s / 60.0, 1),
    } | _null(mine)


def _null(rows: Sequence[Injected]) -> Plain:
    verdicts = [verdict for row in rows for verdict in row.verdicts]
    words = [WORDS.index(verdict.word) for verdict in verdicts]
    return {
        "verdicts": len(words),
        "confirmed": words.count(ALTERED),
        "possibly": words.count(POSSIBLY),
        "not_judged": words.count(0),
        "onsets": sum(verdict.onset_s is not None for verdict in verdicts),
    }


def _from_a_minute(rows: Sequence[Injected]) -> list[Plain]:
    out = []
    for kind, size, has_balance in _cases(rows):
        chosen = [
            row
            for row in rows
            if (row.kind, row.size_pp, row.has_balance) == (kind, size, has_balance) and row.minute is not None
        ]
        errors = [
            abs(row.verdicts[0].onset_s / 60.0 - row.minute)
            for row in chosen
            if row.verdicts[0].onset_s is not None and row.minute is not None
        ]
        out.append(
            {
                "kind": kind,
                "size_pp": size,
                "has_balance": has_balance,
                "verdicts": len(chosen),
                "asked": sum(WORDS.index(row.verdicts[0].word) >= POSSIBLY for row in chosen),
                "onset_told": len(errors),
                "median_error_min": round(float(np.median(errors)), 2) if errors else None,
            }
        )
    return out


def _whole_runs(rows: Sequence[Injected]) -> list[Plain]:
    out = []
    for kind, size, has_balance in _cases(rows):
        chosen = [
            row
            for row in rows
            if (row.kind, row.size_pp, row.has_balance) == (kind, size, has_balance) and row.minute is None
        ]
        words = [[WORDS.index(verdict.word) for verdict in row.verdicts] for row in chosen]
        out.append(
            {
                "kind": kind,
                "size_pp": size,
                "has_balance": has_balance,
                "sequences": len(chosen),
                "asked_first_run": sum(each[0] >= POSSIBLY for each in words),
                "confirmed_within_3": sum(max(each) == ALTERED for each in words),
            }
        )
    return out


def _cases(rows: Sequence[Injected]) -> list[tuple[str, float, bool]]:
    seen = {(str(row.kind), row.size_pp, row.has_balance) for row in rows if row.kind is not None}
    return [
        (kind, size, has_balance)
        for has_balance in (True, False)
        for kind in ("balance", "whole")
        for size in SIZES_PP
        if (kind, size, has_balance) in seen
    ]
