"""intervals.icu, where the watches of Garmin, COROS, Suunto, Polar, Wahoo, Zepp and Huawei meet: with a personal key.

There is no paging: the listing is asked for by windows of days, back to the oldest, and goes on the next night where it
stopped. What came to intervals.icu from Strava are stubs that nobody may read through it: counted, told once, never
asked for again.

Forms of answers: the service's OpenAPI of April 2026 and answers recorded in September 2026 by others.
"""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests

from niggle.config import IntervalsConfig
from niggle.errors import DecodeError
from niggle.fit.sport import RUNNING, sport_named
from niggle.fit.unwrap import unwrap
from niggle.sources import credentials
from niggle.sources.base import (
    COMPLETE,
    ActivityDetails,
    Arrival,
    CredentialsError,
    Described,
    Fetched,
    Gone,
    LeftOut,
    Marker,
    RateLimitedError,
    Remark,
    SourceChangedError,
    SourceError,
    backfill_place,
    garmin_id,
    same_recording,
    stamp_of,
    utc_offset,
)
from niggle.sources.retries import (
    NotThereError,
    RefusedError,
    Retries,
    UnavailableError,
    in_one,
    now,
    pause,
    safe_url,
)
from niggle.sources.terms import terms_of
from niggle.tracks.formats import format_of

KIND = "intervals"
KEY_PAGE = "https://intervals.icu/settings (Developer settings)"

_BASE_URL = "https://intervals.icu/api/v1"
_USER = "API_KEY"  # literally; the key is the password
_AGENT = "niggle (+self-hosted, one runner)"  # libraries' own names are kept out
_TIMEOUT_S = 30.0
_BETWEEN_S = 0.2  # at most five requests a second
_WINDOW = timedelta(days=90)
_OVERLAP = timedelta(days=30)
_OLDEST = date(2000, 1, 1)
_MOST_EMPTY_WINDOWS = 8  # two years without anything: there is nothing older
_DORMANT_AFTER = timedelta(days=14)
_STUBS = f"{KIND}:from_strava"
_FROM_GARMIN = "GARMIN_CONNECT"  # Garmin's own id of the activity is its `external_id` then
_FIELDS = (
    "id,source,type,name,description,start_date,start_date_local,distance,elapsed_time,icu_rpe,feel,external_id,"
    "file_type,device_name,gear,_note"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """One activity of the listing that may be read."""

    id: str
    started_at: datetime
    has_file: bool
    is_run: bool
    workout_id: str | None
    details: ActivityDetails
    stamp: str

    @property
    def place(self) -> str:
        """What the activity is known by for ever."""
        return f"{KIND}:{self.id}"


class IntervalsSource:
    """The activities of one athlete at intervals.icu."""

    kind = KIND

    def __init__(self, config: IntervalsConfig, *, athlete_id: str, store_folder: Path) -> None:
        self._config, self._athlete_id, self._store_folder = config, athlete_id, store_folder
        self.terms = terms_of(config)

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What is new, changed or gone.

        Raises:
            CredentialsError: if there is no key, or it is not taken.
            RateLimitedError: if the service asks for patience; the next night goes on.
            SourceError: for all else that a person should hear of; what was yielded before is kept.
        """
        login_line = credentials.login_line(KIND, self._athlete_id)
        secrets = credentials.load(self._store_folder, self._athlete_id, KIND)
        if secrets is None:
            raise CredentialsError(f"no key for intervals.icu yet; make one at {KEY_PAGE}", command=login_line)
        yield from _FetchSession(_Api(self._config, str(secrets.get("key")), login_line), seen).arrivals()


def login(config: IntervalsConfig, *, athlete_id: str, store_folder: Path, key: str) -> None:
    """Try a key that the runner made, and keep it if the service takes it.

    Raises:
        CredentialsError: if it is not taken.
        SourceError: if that cannot be found out now.
    """
    login_line = credentials.login_line(KIND, athlete_id)
    today = now().date()
    _Api(config, key.strip(), login_line).listing(today, today)
    credentials.save(store_folder, athlete_id, KIND, {"key": key.strip()})


def state(config: IntervalsConfig, *, athlete_id: str, store_folder: Path) -> tuple[bool, str]:
    """Whether nothing stands in the way of the next sync as far as this machine can tell, and a line that says it.

    Raises:
        CredentialsError: if what was saved cannot be read.
    """
    login_line = credentials.login_line(KIND, athlete_id)
    secrets = credentials.load(store_folder, athlete_id, KIND)
    if secrets is None:
        return False, f"no key yet; make one at {KEY_PAGE} and run `{login_line}`"
    return True, "there is a key"


class _FetchSession:
    """One visit for one athlete."""

    def __init__(self, api: "_Api", seen: Mapping[str, str]) -> None:
        self._api, self._seen = api, seen
        self._today = now().date()
        self._troubles: list[SourceError] = []
        self._stubs = 0
        self._without_file = 0
        self._newest: datetime | None = None
        self._injuries: Mapping[str, int] = {}
        self._gear: Mapping[str, str] | None = None

    def arrivals(self) -> Iterator[Arrival]:
        """Everything new, changed or gone, the newest window first."""
        recent = self._today - _OVERLAP
        tomorrow = self._today + timedelta(days=1)
        try:
            self._injuries = self._api.injuries(recent, tomorrow)
        except (UnavailableError, NotThereError) as error:
            self._troubles.append(SourceError(f"how injured you felt is missing: {error}; the next sync asks again"))
        listed = yield from self._window(recent, tomorrow)
        yield from self._gone(listed, recent)
        yield from self._backfill(recent)
        yield from self._remarks()
        if self._troubles:
            raise in_one(self._troubles)

    def _backfill(self, newest: date) -> Iterator[Arrival]:
        reached = self._seen.get(backfill_place(KIND))
        if reached == COMPLETE:
            return
        until, empty = (newest if reached is None else date.fromisoformat(reached)), 0
        while until > _OLDEST and empty < _MOST_EMPTY_WINDOWS:
            since = until - _WINDOW
            found = yield from self._window(since, until)
            empty = 0 if found or self._api.has_answered_any else empty + 1
            until = since
            yield Marker(place=backfill_place(KIND), stamp=until.isoformat())
        yield Marker(place=backfill_place(KIND), stamp=COMPLETE)

    def _window(self, since: date, until: date) -> Generator[Arrival, None, set[str]]:
        """What the activities of some days give; returns the places that were listed."""
        places = set[str]()
        for entry in self._api.listing(since, until):
            try:
                activity = self._listed(entry)
            except SourceChangedError as error:
                self._troubles.append(error)
                continue
            if activity is not None:
                places.add(activity.place)
                yield from self._bring(activity)
        return places  # `yield from` takes it

    def _listed(self, entry: Any) -> _Listed | None:
        """An entry of the listing; None for a stub of Strava's."""
        if not isinstance(entry, dict) or not entry.get("id"):
            raise _changed("activity.id")
        if entry.get("source") == "STRAVA":
            self._stubs += 1
            return None
        started_at = _moment(entry.get("start_date"))
        if started_at is None:
            raise _changed("activity.start_date")
        started_at = started_at.replace(tzinfo=UTC) if started_at.tzinfo is None else started_at.astimezone(UTC)
        self._newest = max(self._newest or started_at, started_at)
        recording = {key: entry.get(key) for key in ("start_date", "type", "distance", "elapsed_time")}
        local = _moment(entry.get("start_date_local"))
        injury = self._injuries.get(str(entry.get("start_date_local"))[:10])
        gear = self._name_of(entry.get("gear"))
        words = {key: entry.get(key) for key in ("name", "description", "icu_rpe", "feel")}
        words |= {"injury": injury, "gear": gear}
        sport = str(entry.get("type") or "")
        return _Listed(
            id=str(entry["id"]), started_at=started_at, is_run=sport_named(sport) == RUNNING,
            has_file=entry.get("source") != "MANUAL",
            workout_id=garmin_id(entry.get("external_id")) if entry.get("source") == _FROM_GARMIN else None,
            stamp=f"{stamp_of(recording, words)}-{started_at:%Y%m%d}",
            details=ActivityDetails(
                upstream_id=str(entry["id"]), name=_text(entry, "name"), description=_text(entry, "description"),
                rpe=_scale(entry.get("icu_rpe"), 1, 10), feel=_feel(entry.get("feel")), sport=sport or None,
                started_at=started_at, injury=injury, gear=gear,
                utc_offset_s=None if local is None else utc_offset(local, started_at),
            ),
        )  # fmt: skip

    def _name_of(self, gear: object) -> str | None:
        """The name of what it was run in: an activity has its id only, and the list of names is asked for once."""
        gear_id = gear.get("id") if isinstance(gear, dict) else None
        if gear_id is None:
            return None
        if self._gear is None:
            try:
                self._gear = self._api.gear()
            except (UnavailableError, NotThereError):
                self._gear = {}  # names of shoes are worth no trouble
        return self._gear.get(str(gear_id))

    def _bring(self, activity: _Listed) -> Iterator[Arrival]:
        known = self._seen.get(activity.place)
        if known == activity.stamp:
            return
        if same_recording(activity.stamp, known):
            yield Described(place=activity.place, stamp=activity.stamp, details=activity.details)
            return
        if not activity.has_file:
            self._without_file += 1
            yield Marker(place=activity.place, stamp=activity.stamp)
            return
        try:
            data = self._api.original(activity.id)
        except NotThereError:
            self._without_file += 1
            yield Marker(place=activity.place, stamp=activity.stamp)
            return
        except (UnavailableError, RefusedError) as error:
            self._troubles.append(SourceError(f"activity {activity.id}: {error}; the next sync asks again"))
            return
        yield from _recordings(data, activity)

    def _gone(self, listed: set[str], since: date) -> Iterator[Arrival]:
        """What was known of the last weeks and is in the listing no more; nothing if the whole listing is empty."""
        if not listed:
            return
        first = f"{since + timedelta(days=2):%Y%m%d}"
        for place, stamp in self._seen.items():
            if place.startswith(f"{KIND}:") and place not in listed and stamp.count("-") == 2:
                day = stamp.rpartition("-")[2]
                if day.isdigit() and first <= day:
                    yield Gone(place=place)

    def _remarks(self) -> Iterator[Arrival]:
        if self._without_file:
            yield LeftOut(count=self._without_file, why="without a recording")
        if self._stubs and self._seen.get(_STUBS) is None:
            yield Remark(
                text=f"intervals.icu: {self._stubs} activities came there from Strava, which lets nobody read them "
                "through it; connect the watch to intervals.icu directly"
            )
            yield Marker(place=_STUBS, stamp=str(self._stubs))
        if self._newest is not None and now() - self._newest > _DORMANT_AFTER:
            yield Remark(
                text=f"intervals.icu: the newest activity is of {self._newest:%Y-%m-%d}; after 90 days in which nobody "
                "looks at its site an account takes in nothing new: log in there if you have run since"
            )


class _Api:
    """GET requests in the name of one athlete, no more than five a second."""

    def __init__(self, config: IntervalsConfig, key: str, login_line: str) -> None:
        self._base_url = safe_url(config.base_url or _BASE_URL)
        self._login_line = login_line
        self._patience = Retries("intervals.icu")
        self._session = requests.Session()
        self._session.auth = (_USER, key)
        self._session.headers["User-Agent"] = _AGENT
        self.has_answered_any = False

    def listing(self, since: date, until: date) -> list[object]:
        """The activities of some days, newest first."""
        parameters = {"oldest": since.isoformat(), "newest": until.isoformat(), "fields": _FIELDS}
        answer = self._list("/athlete/0/activities", parameters)
        self.has_answered_any = bool(answer)
        return answer

    def _list(self, path: str, parameters: Mapping[str, str]) -> list[object]:
        response = self._patience.ask(lambda: self._get(path, parameters))
        try:
            answer = response.json()
        except requests.exceptions.JSONDecodeError:
            raise UnavailableError("intervals.icu answered with a page instead of data") from None
        if not isinstance(answer, list):
            raise _changed(path.rpartition("/")[2])
        return answer

    def injuries(self, since: date, until: date) -> Mapping[str, int]:
        """How injured the runner felt (1 not at all, 2 a niggle, 3 poor, 4 injured) by local day, where it was told."""
        parameters = {"oldest": since.isoformat(), "newest": until.isoformat()}
        rows = self._list("/athlete/0/wellness.json", parameters)
        told = {str(row.get("id")): _scale(row.get("injury"), 1, 4) for row in rows if isinstance(row, dict)}
        return {day: int(injury) for day, injury in told.items() if injury is not None}

    def gear(self) -> Mapping[str, str]:
        """Names of shoes by their id."""
        rows = self._list("/athlete/0/gear", {})
        return {str(row["id"]): str(row["name"]) for row in rows if isinstance(row, dict) and row.get("name")}

    def original(self, activity_id: str) -> bytes:
        """The file that was uploaded, as it comes: gzip, ZIP or plain."""
        return self._patience.ask(lambda: self._get(f"/activity/{activity_id}/file", {})).content

    def _get(self, path: str, parameters: Mapping[str, str]) -> requests.Response:
        pause(_BETWEEN_S)
        try:
            response = self._session.get(
                self._base_url + path, params=parameters, timeout=_TIMEOUT_S, allow_redirects=False
            )
        except requests.exceptions.RequestException:
            raise UnavailableError("the connection to intervals.icu failed or broke off") from None
        status = response.status_code
        if status == HTTPStatus.OK:
            return response
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimitedError("intervals.icu asks for patience")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise UnavailableError(f"intervals.icu's service failed (HTTP {status})")
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise NotThereError(f"intervals.icu does not have it (HTTP {status})")
        if "json" not in response.headers.get("Content-Type", "").lower() and status == HTTPStatus.FORBIDDEN:
            raise UnavailableError("intervals.icu answered with a web page (HTTP 403): programs are kept out for now")
        raise CredentialsError(f"intervals.icu does not take the key (HTTP {status})", command=self._login_line)


def _recordings(data: bytes, activity: _Listed) -> Iterator[Arrival]:
    """What is in the uploaded file; the last carries the stamp."""
    place, held = activity.place, None
    common: dict[str, Any] = {
        "place": place, "modified_at": activity.started_at, "upstream_id": activity.id, "details": activity.details,
        "workout_id": activity.workout_id,
    }  # fmt: skip
    try:
        # the name keeps what comes out of a gzip from being passed over; what it is, its content tells
        for origin, member in unwrap(data, name=f"{place}.fit"):
            if held is not None:
                yield held
            held = Fetched(origin=origin, data=member, format=format_of(origin, member), **common)
    except DecodeError as error:
        if held is not None:
            yield held
        held = Fetched(origin=place, data=data, problem=str(error), **common)
    if held is not None:
        yield replace(held, stamp=activity.stamp)


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _feel(value: object) -> float | None:
    """How it felt from 0 (very weak) to 100 (very strong); the service counts from 1, strong, to 5, weak."""
    told = _scale(value, 1, 5)
    return None if told is None else (5.0 - told) * 25.0


def _scale(value: object, least: float, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if least <= value <= most else None


def _text(entry: Mapping[str, object], name: str) -> str | None:
    value = entry.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _changed(field: str) -> SourceChangedError:
    return SourceChangedError("intervals.icu answers in another form than niggle knows", field=field)
