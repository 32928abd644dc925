"""Garmin Connect on loopback, for both ways to it: the Personal API, and the app's with its sign-in.

Written from the published description of the Personal API and from what the client libraries expect. The shapes of
the answers are in fixtures/api/garmin; nobody real is in them. It keeps every request, and misbehaves on demand:

    fake.misbehave("original", status(500), times=2)
"""

import base64
import copy
import io
import json
import threading
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

SHAPES = Path(__file__).parents[2] / "fixtures" / "api" / "garmin"
MOST_AT_ONCE = 2
LONGEST_PAGE = 45

# Made up, and looked for in everything that a run writes.
KEY = "key-3f9d0c77a1e84b52"
EMAIL = "runner@example.org"
PASSWORD = "correct-horse-battery"
CODE = "246810"


def small_fit(marker: object) -> bytes:
    """The least that passes for a FIT file by its first bytes; different for each marker."""
    return b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00" + str(marker).encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@dataclass
class Activity:
    """One activity of the runner; `original` is the whole answer to a download."""

    id: int
    started_at: datetime
    name: str | None = "Morning Run"
    description: str | None = None
    sport: str = "running"
    duration_s: float = 2511.0
    distance_m: float = 8012.0
    rpe: int | None = None
    feel: int | None = None
    is_manual: bool = False
    original: bytes = b""

    def __post_init__(self) -> None:
        self.original = self.original or zipped({f"{self.id}_ACTIVITY.fit": small_fit(self.id)})


@dataclass(frozen=True)
class Answer:
    """What goes back. `cut_to` bytes of the body are sent and then the line is cut; `hangs` sends nothing at all."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_to: int | None = None
    hangs: bool = False


type Make = Callable[[], Answer]
type Fault = Callable[[Make], Answer]


def status(code: int, *, retry_after: str | None = None, body: bytes = b'{"message": "no"}') -> Fault:
    """Another status instead of the answer."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return lambda _: Answer(status=code, body=body, headers=headers)


def cut(make: Make) -> Answer:
    """The connection ends in mid-answer."""
    answer = make()
    return Answer(body=answer.body, content_type=answer.content_type, cut_to=len(answer.body) // 2)


def hang(_: Make) -> Answer:
    """No answer at all."""
    return Answer(hangs=True)


def html(_: Make) -> Answer:
    """A web page where something else was asked for."""
    return Answer(body=b"<!DOCTYPE html><html><title>Just a moment</title></html>", content_type="text/html")


def sends(body: bytes) -> Fault:
    """Other bytes."""
    return lambda _: Answer(body=body)


def altered(change: Callable[[Any], Any]) -> Fault:
    """The JSON changed by a function that returns the new one, or changes it in place."""

    def fault(make: Make) -> Answer:
        value = json.loads(make().body)
        new = change(value)
        return Answer(body=json.dumps(value if new is None else new).encode())

    return fault


class FakeGarmin:
    """A server on loopback for as long as the context lasts."""

    def __init__(self, *, now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC)
        self.activities: list[Activity] = []
        self.requests: list[tuple[str, str]] = []
        self.secrets: set[str] = {KEY, PASSWORD, CODE}
        self.owner = 1
        self.asks_for_code = False
        self.skew = timedelta(0)
        self.token_life = timedelta(hours=24)
        self.most_at_once = 0
        self._faults: dict[str, deque[Fault]] = {}
        self._always: dict[str, Fault] = {}
        self._bearers: set[str] = set()
        self._refreshers: set[str] = set()
        self._tickets: set[str] = set()
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._at_once = 0
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    # What a test does

    def misbehave(self, what: str, fault: Fault, *, times: int | None = 1) -> None:
        """The next `times` answers (None: all) to "exchange", "listing", "details 12", "original" … go wrong."""
        if times is None:
            self._always[what] = fault
        else:
            self._faults.setdefault(what, deque()).extend([fault] * times)

    def behave(self) -> None:
        """No more faults."""
        self._faults.clear()
        self._always.clear()

    def counted(self) -> Counter[str]:
        """How often each thing was asked for since the last time this was asked."""
        with self._lock:
            counter = Counter(what for what, _ in self.requests)
            self.requests.clear()
        return counter

    def give_app_tokens(self) -> dict[str, str]:
        """Tokens as a login by the app's way would leave them."""
        token, refresh = self._new_token("di"), self._new_refresh()
        return {"di_token": token, "di_refresh_token": refresh, "di_client_id": "GARMIN_CONNECT_MOBILE_ANDROID_DI"}

    def page_of(self, activities: list[Activity]) -> list[dict[str, Any]]:
        """A listing of these."""
        return [_listed(activity) | {"ownerId": self.owner} for activity in activities]

    def revoke(self, *, refreshers: bool = True) -> None:
        """No token that was given is worth anything any more."""
        self._bearers.clear()
        if refreshers:
            self._refreshers.clear()

    # What it answers

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        url = urlsplit(target)
        what, make = self._route(method, url.path, dict(parse_qsl(url.query)), headers, body)
        with self._lock:
            self.requests.append((what, target))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            for name in (f"{what} {url.path.rpartition('/')[2]}", what):
                if self._faults.get(name):
                    return self._faults[name].popleft()(make)
                if name in self._always:
                    return self._always[name](make)
            return make()
        finally:
            with self._lock:
                self._at_once -= 1

    def wait_for_release(self) -> None:
        self._released.wait()

    def date_header(self) -> str:
        return format_datetime(datetime.now(UTC).replace(microsecond=0) + self.skew, usegmt=True)

    def _route(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> tuple[str, Make]:
        last = path.rpartition("/")[2]
        match method, path:
            case "POST", "/personalapitoken-service/personal-api/personal-api-key/token":
                return "exchange", lambda: self._exchange(headers)
            case "POST", "/di-oauth2-service/oauth/token":
                form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
                return form.get("grant_type", "").rpartition("/")[2], lambda: self._tokens(form)
            case "GET", "/mobile/sso/en_US/sign-in":
                return "sign-in page", lambda: Answer(body=b"<html></html>", content_type="text/html")
            case "POST", "/mobile/api/login":
                return "sign-in", lambda: self._sign_in(json.loads(body))
            case "POST", "/mobile/api/mfa/verifyCode" | "/portal/api/mfa/verifyCode":
                return "code", lambda: self._verify(json.loads(body))
            case "GET", "/activitylist-service/activities/search/activities":
                return "listing", lambda: self._authorised(headers, lambda: self._listing(query))
            case "GET", _ if path.startswith("/activity-service/activity/"):
                return "details", lambda: self._authorised(headers, lambda: self._details(last))
            case "GET", _ if path.startswith("/download-service/files/activity/"):
                return "original", lambda: self._authorised(headers, lambda: self._original(last))
            case "GET", "/userprofile-service/socialProfile":
                return "profile", lambda: self._authorised(headers, lambda: _json(_shape("social_profile")))
            case "GET", "/userprofile-service/userprofile/user-settings":
                return "settings", lambda: self._authorised(headers, lambda: _json(_shape("user_settings")))
        return "unknown", lambda: Answer(status=404)

    def _authorised(self, headers: Mapping[str, str], make: Make) -> Answer:
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self._bearers:
            return Answer(status=401, body=b'{"message": "Token is not active"}')
        if self._at_once > MOST_AT_ONCE:
            return Answer(status=429, headers={"Retry-After": "14"})
        return make()

    def _exchange(self, headers: Mapping[str, str]) -> Answer:
        if headers.get("Authorization") != f"ApiKey {KEY}":
            said = headers.get("Authorization", "")
            return Answer(status=401, body=f"no such key: {said}".encode())  # as careless as a service can be
        return Answer(body=self._new_token("personal").encode(), content_type="text/plain")

    def _tokens(self, form: Mapping[str, str]) -> Answer:
        ticket, refresh = form.get("service_ticket"), form.get("refresh_token")
        if ticket not in self._tickets and refresh not in self._refreshers:
            return Answer(status=400, body=f'{{"error": "invalid_grant", "token": "{refresh}"}}'.encode())
        self._tickets.discard(str(ticket))
        self._refreshers.discard(str(refresh))  # they rotate
        return _json({"access_token": self._new_token("di"), "refresh_token": self._new_refresh(), "expires_in": 86400})

    def _sign_in(self, form: Mapping[str, Any]) -> Answer:
        if (form.get("username"), form.get("password")) != (EMAIL, PASSWORD):
            return _json({"responseStatus": {"type": "INVALID_USERNAME_PASSWORD"}})
        if self.asks_for_code:
            mfa = {"mfaLastMethodUsed": "email"}
            return _json({"responseStatus": {"type": "MFA_REQUIRED"}, "customerMfaInfo": mfa})
        return self._ticket()

    def _verify(self, form: Mapping[str, Any]) -> Answer:
        if form.get("mfaVerificationCode") != CODE:
            return _json({"responseStatus": {"type": "MFA_CODE_INVALID"}})
        return self._ticket()

    def _ticket(self) -> Answer:
        ticket = f"ST-{next(self._numbers)}-ticket"
        self._tickets.add(ticket)
        self.secrets.add(ticket)
        return _json({"responseStatus": {"type": "SUCCESSFUL"}, "serviceTicketId": ticket})

    def _listing(self, query: Mapping[str, str]) -> Answer:
        start, limit = int(query.get("start", 0)), int(query.get("limit", 100))
        if limit > LONGEST_PAGE:
            return Answer(status=500)
        since, until = query.get("startDate", ""), query.get("endDate", "9999")
        chosen = [a for a in self.activities if since <= f"{a.started_at:%Y-%m-%d}" <= until]
        chosen.sort(key=lambda activity: activity.started_at, reverse=True)
        return _json(self.page_of(chosen[start : start + limit]))

    def _details(self, activity_id: str) -> Answer:
        found = [activity for activity in self.activities if str(activity.id) == activity_id]
        return _json(_detailed(found[0])) if found else Answer(status=404)

    def _original(self, activity_id: str) -> Answer:
        found = [activity for activity in self.activities if str(activity.id) == activity_id]
        if not found or found[0].is_manual:
            return Answer(status=404)
        return Answer(body=found[0].original, content_type="application/x-zip-compressed")

    def _new_token(self, kind: str) -> str:
        expires_at = (self.now + self.token_life).timestamp()
        payload = {"exp": expires_at, "kind": kind, "n": next(self._numbers)}
        token = ".".join((_encoded({"alg": "RS256"}), _encoded(payload), f"signature{payload['n']}"))
        self._bearers.add(token)
        self.secrets.add(token)
        return token

    def _new_refresh(self) -> str:
        refresh = f"refresh-{next(self._numbers)}-d41f"
        self._refreshers.add(refresh)
        self.secrets.add(refresh)
        return refresh


def _shape(name: str) -> Any:
    return json.loads((SHAPES / f"{name}.json").read_text())


def _json(value: object) -> Answer:
    return Answer(body=json.dumps(value).encode())


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _listed(activity: Activity) -> dict[str, Any]:
    entry = copy.deepcopy(_shape("listed_activity"))
    at = f"{activity.started_at:%Y-%m-%d %H:%M:%S}"
    entry |= {
        "activityId": activity.id, "activityName": activity.name, "description": activity.description,
        "startTimeGMT": at, "startTimeLocal": at, "duration": activity.duration_s,
        "elapsedDuration": activity.duration_s, "distance": activity.distance_m, "manualActivity": activity.is_manual,
    }  # fmt: skip
    entry["activityType"]["typeKey"] = activity.sport
    return entry


def _detailed(activity: Activity) -> dict[str, Any]:
    details = copy.deepcopy(_shape("activity"))
    details |= {"activityId": activity.id, "activityName": activity.name, "description": activity.description}
    details["activityTypeDTO"]["typeKey"] = activity.sport
    details["summaryDTO"] |= {
        "startTimeGMT": f"{activity.started_at:%Y-%m-%dT%H:%M:%S}.0", "duration": activity.duration_s,
        "distance": activity.distance_m, "directWorkoutRpe": activity.rpe, "directWorkoutFeel": activity.feel,
    }  # fmt: skip
    return details


def _handler(fake: FakeGarmin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # one packet an answer, which the other side acknowledges at once

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = fake.answer(method, self.path, self.headers, body)
            if answer.hangs:
                fake.wait_for_release()
                self.close_connection = True
                return
            self.send_response_only(answer.status)
            self.send_header("Date", fake.date_header())
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body if answer.cut_to is None else answer.body[: answer.cut_to])
            if answer.cut_to is not None:
                self.close_connection = True

        def log_message(self, *_args: object) -> None:
            pass

    return Handler
