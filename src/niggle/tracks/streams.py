"""Streams that an API gave, as the raw file that is kept: plain JSON with the product's own columns.

    {"niggle_streams": 1, "sport": "running", "sub_sport": "trail" | null,
     "started_at": "2026-03-02T06:31:05Z", "elapsed_s": 2580.0 | null, "moving_time_s": 2511.0 | null,
     "distance_m": 8012.0 | null, "device": "name that the service gives" | null,
     "utc_offset_s": 3600.0 (of the clock where it was run; left out if not known),
     "samples": {"elapsed_s": [0, 1, 2, …], "cadence_spm": [170.0, null, …], …}}

`sport` is FIT's word ("running" for every kind of run); names, units and meanings of the samples are those of
`niggle.vocabulary.columns.SAMPLE_COLUMNS`, `elapsed_s` must be there, all columns are as long as it, null is missing.
Cadence is steps a minute of both feet.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from niggle.errors import DecodeError
from niggle.fit.model import Activity
from niggle.tracks.build import activity_of
from niggle.vocabulary.columns import SAMPLE_COLUMNS

VERSION = 1


def write_streams(
    samples: Mapping[str, Sequence[float | None]],
    *,
    started_at: datetime,
    sport: str,
    sub_sport: str | None = None,
    elapsed_s: float | None = None,
    moving_time_s: float | None = None,
    distance_m: float | None = None,
    device: str | None = None,
    utc_offset_s: float | None = None,
) -> bytes:
    """The raw file of an activity's streams; the same streams always give the same bytes.

    Raises:
        ValueError: if a column is unknown or not as long as `elapsed_s`.
    """
    size = len(samples["elapsed_s"])
    for name, values in samples.items():
        if name not in SAMPLE_COLUMNS:
            raise ValueError(f"no column {name!r}")
        if len(values) != size:
            raise ValueError(f"{name}: {len(values)} values for {size} samples")
    document = {
        "niggle_streams": VERSION,
        "sport": sport,
        "sub_sport": sub_sport,
        "started_at": started_at.isoformat().replace("+00:00", "Z"),
        "elapsed_s": elapsed_s,
        "moving_time_s": moving_time_s,
        "distance_m": distance_m,
        "device": device,
        **({} if utc_offset_s is None else {"utc_offset_s": utc_offset_s}),
        "samples": {name: list(samples[name]) for name in SAMPLE_COLUMNS if name in samples},
    }
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()


def read_streams(data: bytes, *, path: str) -> Activity:
    """The activity that streams are of.

    Raises:
        DecodeError: if it is not a document that `write_streams` wrote.
    """
    try:
        document = json.loads(data)
        if document["niggle_streams"] != VERSION:
            raise ValueError(f"version {document['niggle_streams']}")
        samples = {
            name: np.array([np.nan if value is None else value for value in document["samples"][name]], np.float64)
            for name in SAMPLE_COLUMNS
            if name in document["samples"]
        }
        if len({values.size for values in samples.values()}) != 1:
            raise ValueError("columns of different lengths")
        return activity_of(
            samples, started_at=datetime.fromisoformat(document["started_at"]), sport=document["sport"],
            sub_sport=document["sub_sport"], elapsed_s=document["elapsed_s"], moving_time_s=document["moving_time_s"],
            distance_m=document["distance_m"], device=document["device"],
            utc_offset_s=document.get("utc_offset_s"),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise DecodeError(f"not readable as streams: {error}", path=path, offset=0) from error
