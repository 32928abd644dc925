"""Apple Health's `export.zip`: the runs of an Apple Watch, with stance, oscillation and step length every 5 s.

An export holds everything that a person has, so it is streamed out of the archive and only what a running workout needs
is looked at; nothing else is kept. The document is told by its first bytes, since the file is called after the language
of the phone, and read from `<HealthData` on, since the document type before it is broken in some versions. Every record
stands on a line of its own, so those that matter are found without a parser.

Times carry the zone that the phone had on the day of the export, whenever they are of: instants are right, wall clocks
are not; the zone of a run is in `HKTimeZone`.
"""

import hashlib
import io
import re
import zipfile
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from niggle.errors import UnreadableError
from niggle.reading import reading
from niggle.sources.base import OWN_FILES, Arrival, Fetched, LeftOut, Marker, Remark, SourceError

type Floats = NDArray[np.float64]
type Tell = Callable[[str], None]

_START, _CHUNK = 65_536, 4 * 1024 * 1024
_DOCUMENT = re.compile(rb"<!DOCTYPE HealthData|<HealthData[\s>]")
_READ_BY = 1
_MOST_WORKOUT_BYTES = 16 * 1024 * 1024  # one that goes on for longer is never closed
# What a run needs, by the end of its type's name: our column, and factors to our unit by Apple's. Step counts and
# distances are over a span, the others at a moment. RunningStrideLength is of one step (HealthKit's documentation).
_QUANTITIES: dict[bytes, tuple[str, dict[bytes, float]]] = {
    b"RunningGroundContactTime": ("stance_time_ms", {b"ms": 1.0, b"s": 1000.0}),
    b"RunningVerticalOscillation": ("vertical_oscillation_mm", {b"cm": 10.0, b"mm": 1.0, b"m": 1000.0, b"in": 25.4}),
    b"RunningStrideLength": ("step_length_mm", {b"m": 1000.0, b"cm": 10.0, b"ft": 304.8, b"in": 25.4}),
    b"RunningSpeed": ("speed_mps", {b"km/hr": 1 / 3.6, b"mi/hr": 0.44704, b"m/s": 1.0}),
    b"RunningPower": ("power_w", {b"W": 1.0}),
    b"HeartRate": ("heart_rate_bpm", {b"count/min": 1.0, b"count/s": 60.0}),
    b"StepCount": ("steps", {b"count": 1.0}),
    b"DistanceWalkingRunning": ("metres", {b"km": 1000.0, b"mi": 1609.344, b"m": 1.0}),
}
_RECORD = re.compile(rb'<Record type="HKQuantityTypeIdentifier(' + b"|".join(_QUANTITIES) + rb')"([^>]*)>')
_WORKOUT = re.compile(rb"<Workout ([^>]*/>|[^>]*>.*?</Workout>)", re.DOTALL)
_OPEN_WORKOUT = b"<Workout "
_BEGINS, _HOUR = b' startDate="', len(b"2025-01-14 12")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
# A record as phones write it; with its attributes in another order each is looked for by itself.
_USUAL = re.compile(
    rb'^ sourceName="([^"]*)".*? unit="([^"]*)".*? startDate="([^"]*)" endDate="([^"]*)" value="([^"]*)"', re.DOTALL
)
_META = re.compile(rb'<MetadataEntry key="([^"]*)" value="([^"]*)"')
_EVENT = re.compile(rb'<WorkoutEvent type="HKWorkoutEventType(Pause|Resume)" date="([^"]*)"')
_RUNNING = b"HKWorkoutActivityTypeRunning"
_LEAST_PER_MINUTE = 6.0  # of stance times: fewer are averages that the phone made of them
_MEASURED_EVERY_S = 6.0  # moments are 5.1 s apart
_REACH_S = 10.0  # a value that the watch measures less often holds for so long


@dataclass(slots=True)
class _Series:
    """Values of one quantity by one source: from, until (Unix seconds) and value in our unit."""

    begins: array[float] = field(default_factory=lambda: array("d"))
    ends: array[float] = field(default_factory=lambda: array("d"))
    values: array[float] = field(default_factory=lambda: array("d"))


type _Spans = tuple[Floats, Floats, Floats]
"""From, until and value, in the order of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workout:
    source: bytes
    begin: float
    end: float
    duration_s: float | None
    zone: str | None
    is_indoor: bool
    distance_m: float | None
    pauses: tuple[tuple[float, float], ...]
    device: str | None
    hours: frozenset[bytes]


class AppleHealthSource:
    """The runs in an export of Apple Health's."""

    kind = "apple_health"
    terms = OWN_FILES

    def __init__(self, path: Path, *, tell: Tell | None = None) -> None:
        self.path, self._tell = path, tell

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """The runs of the export, oldest first.

        Raises:
            SourceError: if there is no such export, or it cannot be read.
        """
        whole = f"{self.path}!"
        try:
            status = self.path.stat()
            version = f"{_READ_BY}:{status.st_size}:{status.st_mtime_ns}"
            if seen.get(whole) == version:
                return
            with reading(str(self.path)), _document(self.path) as (stream, size):
                workouts = _workouts(stream, size, self._tell)
            with reading(str(self.path)), _document(self.path) as (stream, size):
                hours, sources = {hour for one in workouts for hour in one.hours}, {one.source for one in workouts}
                measured = {
                    key: _in_order(one) for key, one in _measured(stream, size, self._tell, hours, sources).items()
                }
        except UnreadableError as error:
            raise SourceError(f"{self.path}: cannot be read ({error.reason}); export it again on the phone") from error
        coarse, others = 0, 0
        for workout in sorted(workouts, key=lambda one: one.begin):
            own = {
                column: _within(one, workout) for (source, column), one in measured.items() if source == workout.source
            }
            own = {column: one for column, one in own.items() if one[0].size}
            if not own:
                others += 1  # an app's, which has samples of its own elsewhere
                continue
            place = f"{self.path}!{datetime.fromtimestamp(workout.begin, UTC):%Y%m%dT%H%M%SZ}"
            try:
                with reading(place):
                    data, is_coarse = _recording(workout, own)
            except UnreadableError as error:
                yield Fetched(place=place, origin=place, data=place.encode(), stamp=version, problem=str(error))
                continue
            coarse += is_coarse
            stamp = hashlib.sha256(data).hexdigest()[:16]
            if seen.get(place) != stamp:
                yield Fetched(place=place, origin=place, data=data, format="streams", stamp=stamp)
        if others:
            yield LeftOut(count=others, why="without a recording (workouts of apps, which keep their samples)")
        if coarse:
            yield Remark(
                text=f"{self.path.name}: {coarse} runs are too coarse to judge: months after a run the phone merges "
                "its samples into averages. Export again soon after runs to have them whole"
            )
        yield Marker(place=whole, stamp=version)


def is_apple_health(path: Path) -> bool:
    """Whether an export of Apple Health's is there: a ZIP with its document in it, or the document itself."""
    if not path.is_file():
        return False
    try:
        with reading(str(path)):
            return _found(path) is not None
    except UnreadableError:
        return False


def _found(path: Path) -> zipfile.ZipInfo | str | None:
    """The member that is the document; "" if the file itself is it."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            return "" if _DOCUMENT.search(stream.read(_START)) else None
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.lower().endswith(".xml") and not member.is_dir():
                with archive.open(member) as stream:
                    if _DOCUMENT.search(stream.read(_START)):
                        return member
    return None


class _document:  # noqa: N801  # used as a context, as `open` is
    """The document of an export as a stream, and how many bytes it has."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive: zipfile.ZipFile | None = None
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> tuple[IO[bytes], int]:
        found = _found(self._path)
        if found is None:
            raise ValueError("no Health data in it")
        if isinstance(found, str):
            self._stream = io.FileIO(self._path)
            return self._stream, self._path.stat().st_size
        self._archive = zipfile.ZipFile(self._path)
        self._stream = self._archive.open(found)
        return self._stream, found.file_size

    def __exit__(self, *_: object) -> None:
        for opened in (self._stream, self._archive):
            if opened is not None:
                opened.close()


def _workouts(stream: IO[bytes], size: int, tell: Tell | None) -> list[_Workout]:
    """The running workouts of a document."""
    found: list[_Workout] = []
    for text in _pieces(stream, size, tell, "looking for runs in Apple Health"):
        running = (match[1] for match in _WORKOUT.finditer(text) if _RUNNING in match[1].partition(b">")[0])
        found += (workout for workout in map(_workout, running) if workout is not None)
    return found


def _measured(
    stream: IO[bytes], size: int, tell: Tell | None, hours: Collection[bytes], sources: Collection[bytes]
) -> dict[tuple[bytes, str], _Series]:
    """What some sources measured in some hours (as the document writes them), by source and column."""
    series: dict[tuple[bytes, str], _Series] = {}
    for text in _pieces(stream, size, tell, "reading runs out of Apple Health"):
        for quantity, raw in _RECORD.findall(text):
            at = raw.find(_BEGINS) + len(_BEGINS)
            if raw[at : at + _HOUR] in hours:
                _take(quantity, raw, sources, series)
    return series


def _pieces(stream: IO[bytes], size: int, tell: Tell | None, what: str) -> Iterator[bytes]:
    """A document in pieces that cut no record and no workout in two."""
    rest, done = b"", 0
    while chunk := stream.read(_CHUNK):
        done += len(chunk)
        text = rest + chunk
        cut = _cut(text)
        yield text[:cut]
        rest = text[cut:]
        if tell is not None:
            tell(f"{what} … {100 * done // max(size, 1)} %")
    yield rest + b"\n"


def _hours(begin: float, end: float, written: bytes) -> frozenset[bytes]:
    """The hours from before a workout until after it, as its document writes them (`written` is its zone, "+0900")."""
    zone = timezone(datetime.strptime(written.decode("ascii"), "%z").utcoffset() or timedelta(0))
    first, last = int(begin) // 3600 - 1, int(end) // 3600 + 1
    moments = (datetime.fromtimestamp(hour * 3600, zone) for hour in range(first, last + 1))
    return frozenset(f"{moment:%Y-%m-%d %H}".encode() for moment in moments)


def _cut(text: bytes) -> int:
    """Up to where a text can be read without what comes behind it: before an open workout, else behind a line."""
    opened = text.rfind(_OPEN_WORKOUT)
    head_end = text.find(b">", opened)
    is_open = opened >= 0 and (head_end < 0 or text[head_end - 1 : head_end] != b"/")
    if is_open and text.find(b"</Workout>", opened) < 0:
        return opened if len(text) - opened < _MOST_WORKOUT_BYTES else len(text)
    return text.rfind(b"\n") + 1


def _take(quantity: bytes, raw: bytes, sources: Collection[bytes], series: dict[tuple[bytes, str], _Series]) -> None:
    """Take in one record, if it is of one of the sources."""
    column, factors = _QUANTITIES[quantity]
    usual = _USUAL.match(raw)
    try:
        if usual is None:
            told = dict(_ATTRIBUTE.findall(raw))
            names = (b"sourceName", b"unit", b"startDate", b"endDate", b"value")
            source, unit, since, until, text = (told[name] for name in names)
        else:
            source, unit, since, until, text = usual.groups()
        if source not in sources:
            return
        value = float(text) * factors[unit]
        begin = _instant(since)
        end = begin if until == since else _instant(until)
    except (KeyError, ValueError):
        return
    found = series.get((source, column))
    if found is None:
        found = series[source, column] = _Series()
    found.begins.append(begin)
    found.ends.append(end)
    found.values.append(value)


def _workout(raw: bytes) -> _Workout | None:
    head, _, body = raw.partition(b">")
    told = dict(_ATTRIBUTE.findall(head))
    meta = dict(_META.findall(body))
    try:
        begin, end = _instant(told[b"startDate"]), _instant(told[b"endDate"])
    except (KeyError, ValueError):
        return None
    factor = {b"min": 60.0, b"s": 1.0, b"hr": 3600.0}.get(told.get(b"durationUnit", b"min"), 60.0)
    metres = _QUANTITIES[b"DistanceWalkingRunning"][1]
    try:
        duration_s = float(told[b"duration"]) * factor
    except (KeyError, ValueError):
        duration_s = None
    statistics = re.search(rb'<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning"([^>]*)>', body)
    summed = dict(_ATTRIBUTE.findall(statistics[1])) if statistics else {}
    try:
        distance_m = float(summed[b"sum"]) * metres[summed[b"unit"]]
    except (KeyError, ValueError):
        try:
            distance_m = float(told[b"totalDistance"]) * metres[told[b"totalDistanceUnit"]]
        except (KeyError, ValueError):
            distance_m = None
    hardware = re.search(rb"hardware:([^,&]+)", told.get(b"device", b""))
    return _Workout(
        source=told.get(b"sourceName", b""), begin=begin, end=end, duration_s=duration_s,
        zone=unescape(meta[b"HKTimeZone"].decode("utf-8", "replace")) if b"HKTimeZone" in meta else None,
        is_indoor=meta.get(b"HKIndoorWorkout") == b"1", distance_m=distance_m, pauses=_pauses(body, end),
        device=f"Apple {hardware[1].decode('ascii', 'replace').strip()}" if hardware else None,
        hours=_hours(begin, end, told[b"startDate"][20:]),
    )  # fmt: skip


def _pauses(body: bytes, end: float) -> tuple[tuple[float, float], ...]:
    pauses, since = [], None
    for kind, moment in _EVENT.findall(body):
        try:
            at = _instant(moment)
        except ValueError:
            continue
        if kind == b"Pause" and since is None:
            since = at
        elif kind == b"Resume" and since is not None:
            pauses.append((since, at))
            since = None
    if since is not None and since < end:
        pauses.append((since, end))
    return tuple(pauses)


def _instant(text: bytes) -> float:
    """Unix seconds of "2025-01-14 12:35:20 +0900"."""
    return _minute(text[:16], text[20:]) + int(text[17:19])


@lru_cache(maxsize=4096)
def _minute(minute: bytes, offset: bytes) -> float:
    """Unix seconds at which a minute begins on a clock of that offset from UTC."""
    return _day(minute[:10], offset) + int(minute[11:13]) * 3600 + int(minute[14:16]) * 60


@lru_cache(maxsize=4096)
def _day(day: bytes, offset: bytes) -> float:
    """Unix seconds at which a day begins on a clock of that offset from UTC."""
    return datetime.strptime(f"{day.decode('ascii')} {offset.decode('ascii')}", "%Y-%m-%d %z").timestamp()


def _recording(workout: _Workout, own: Mapping[str, _Spans]) -> tuple[bytes, bool]:
    """The raw file of a run, and whether it is too coarse to judge: a sample a second, each value held until the next.

    A value is the watch's mean over some seconds; it counts for these, and for no second that nothing was measured in.
    """
    stance = own.get("stance_time_ms")
    leading = stance if stance is not None else own.get("speed_mps", own.get("heart_rate_bpm"))
    if leading is None:
        leading = next(iter(own.values()))
    times = _seconds(np.unique(leading[0]), workout)
    samples: dict[str, list[float | None]] = {"elapsed_s": (times - workout.begin).tolist()}
    for column, (begins, ends, values) in own.items():
        match column:
            case "metres":
                counted = np.interp(times, ends, np.cumsum(values), left=0.0)
                samples["distance_m"] = counted.tolist()
            case "steps":
                lasting = np.maximum(ends - begins, 1e-9)
                a_minute = np.where(ends > begins, 60 * values / lasting, np.nan)
                samples["cadence_spm"] = _held(times, begins, ends, a_minute)
            case _:
                samples[column] = _held(times, begins, ends, values)
    if "speed_mps" not in samples and "distance_m" in samples:
        metres = np.array(samples["distance_m"], np.float64)
        samples["speed_mps"] = [None, *(np.diff(metres) / np.diff(times)).tolist()]
    per_minute = 0.0 if stance is None else 60.0 * stance[0].size / max(workout.end - workout.begin, 1.0)
    from niggle.tracks.streams import write_streams  # only exports of Apple Health are written as such

    data = write_streams(
        samples,
        started_at=datetime.fromtimestamp(workout.begin, UTC),
        sport="running",
        sub_sport="treadmill" if workout.is_indoor else "generic",
        elapsed_s=workout.end - workout.begin,
        moving_time_s=workout.duration_s or workout.end - workout.begin - sum(b - a for a, b in workout.pauses),
        distance_m=workout.distance_m,
        device=workout.device,
        utc_offset_s=_offset(workout),
    )
    return data, not workout.is_indoor and per_minute < _LEAST_PER_MINUTE


def _seconds(measured: Floats, workout: _Workout) -> Floats:
    """The whole seconds of a workout that a measured moment stands for: the watch measures one time in about five."""
    seconds = np.arange(workout.begin, workout.end + 1.0)
    at = np.searchsorted(measured, seconds, side="right") - 1
    is_near = (at >= 0) & (seconds - measured[np.maximum(at, 0)] < _MEASURED_EVERY_S)
    for since, until in workout.pauses:
        is_near &= ~((seconds > since) & (seconds < until))
    return np.asarray(seconds[is_near])


def _offset(workout: _Workout) -> float | None:
    """How far ahead of UTC the clock was where it was run."""
    try:
        offset = datetime.fromtimestamp(workout.begin, ZoneInfo(workout.zone or "")).utcoffset()
    except (ValueError, OSError, KeyError):
        return None
    return None if offset is None else offset / timedelta(seconds=1)


def _in_order(series: _Series) -> _Spans:
    begins = np.frombuffer(series.begins)
    order = np.argsort(begins, kind="stable")
    return begins[order], np.frombuffer(series.ends)[order], np.frombuffer(series.values)[order]


def _within(spans: _Spans, workout: _Workout) -> _Spans:
    """What lies in a workout and in no pause of it."""
    first, last = np.searchsorted(spans[0], [workout.begin - 1, workout.end + 1e-6])
    begins, ends, values = (one[first:last] for one in spans)
    inside = np.ones(begins.size, bool)
    for since, until in workout.pauses:
        inside &= ~((begins > since) & (begins < until))
    return begins[inside], ends[inside], values[inside]


def _held(times: Floats, begins: Floats, ends: Floats, values: Floats) -> list[float | None]:
    """The value at each time: of the span that it lies in, or of the moment before if that is near."""
    at = np.searchsorted(begins, times, side="right") - 1
    found = np.maximum(at, 0)
    is_near = (at >= 0) & (times <= np.maximum(ends[found], begins[found] + _REACH_S)) & np.isfinite(values[found])
    pairs = zip(values[found].tolist(), is_near.tolist(), strict=True)
    return [float(value) if near else None for value, near in pairs]
