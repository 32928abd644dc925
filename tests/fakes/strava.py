"""A Strava on loopback: consent, tokens that rotate, the list, pages and streams of activities, limits in headers.

Written from the published shapes (`fixtures/api/strava_*.json`, no real person). It has a clock of its own that does
not tick, and misbehaves when told to: `fail("streams", "cut")`.
"""

import json
import threading
from base64 import b64decode
from collections import defaultdict, deque
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

ANSWERS = Path(__file__).parent.parent.parent / "fixtures" / "api"
CLIENT_ID, CLIENT_SECRET = "4242", "fake-client-secret-0f3a"

type Change = Callable[[Any], Any]


def answer(name: str) -> Any:
    """One of the fixtures."""
    return json.loads((ANSWERS / f"strava_{name}.json").read_text())


class FakeStrava:
    """The server; use it as a context. `requests` holds what was asked, as "GET list" and the like."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.clock_says: datetime | None = None  # the Date header, if it is to differ
        self.activities: dict[int, dict[str, Any]] = {}
        self.streams: dict[int, dict[str, Any]] = {}
        self.requests: list[str] = []
        self.heeds_before = True
        self.seen_tokens: list[str] = []
        self.limits = (100, 1000)
        self.retry_after: str | None = None
        self.before_tokens: Callable[[], None] = lambda: None  # what happens while a request for tokens is on its way
        self.shortest_page: int | None = None
        self.grants = True
        self.scope = "read,activity:read_all"
        self.account = 7001
        self.revoked: list[str] = []
        self.held = threading.Event()  # set while a request hangs
        self._end = threading.Event()
        self._reads: list[datetime] = []
        self._faults: dict[str, deque[str | Change]] = defaultdict(deque)
        self._serial = 0
        self.refresh_token = self.access_token = ""
        self.expires_at = now
        self.new_tokens()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "FakeStrava":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._server.shutdown()
        self._server.server_close()

    def new_tokens(self) -> None:
        """Rotate: from now on only the new ones count."""
        self._serial += 1
        self.refresh_token = f"fake-refresh-secret-{self._serial}"
        self.access_token = f"fake-access-secret-{self._serial}"
        self.expires_at = self.now + timedelta(hours=6)

    def add(self, started_at: datetime, *, seconds: int = 60, **facts: Any) -> int:
        """One more activity, its id; `facts` are fields of its page."""
        number = facts.pop("id", 1000 + len(self.activities))
        page = {
            **answer("page"),
            "id": number,
            "start_date": started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "elapsed_time": seconds,
            "moving_time": seconds,
            "distance": 2.5 * seconds,
            **facts,
        }
        self.activities[number] = page
        streams = answer("streams")
        for name, stream in streams.items():
            first, last = stream["data"][0], stream["data"][-1]
            rise = {"time": 1, "distance": 2.5}.get(name, 0)
            stream["data"] = [first, *(last if not rise else first + rise * s for s in range(1, seconds))]
            stream["original_size"] = seconds
        self.streams[number] = streams
        return number

    def fail(self, kind: str, *faults: str | Change) -> None:
        """What goes wrong at the next requests of a kind: a name, or a function that changes the answer."""
        self._faults[kind].extend(faults)

    def count(self, kind: str) -> int:
        """How often that was asked."""
        return self.requests.count(kind)

    def take_fault(self, kind: str) -> str | Change | None:
        return self._faults[kind].popleft() if self._faults[kind] else None

    def usage(self, *, count_one: bool) -> tuple[int, int]:
        """Reads in this quarter of an hour and this day."""
        if count_one:
            self._reads.append(self.now)
        quarter = self.now.replace(minute=self.now.minute // 15 * 15, second=0, microsecond=0)
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return sum(at >= quarter for at in self._reads), sum(at >= midnight for at in self._reads)

    def listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
        """The list's answer: newest first, `before` excluded."""
        size = min(int(query.get("per_page", "30")), 200, self.shortest_page or 200)
        before = int(query["before"]) if "before" in query and self.heeds_before else None
        names = answer("listed").keys()

        def start(page: dict[str, Any]) -> float:
            return datetime.fromisoformat(page["start_date"]).timestamp()

        pages = sorted(self.activities.values(), key=lambda page: (start(page), page["id"]), reverse=True)
        pages = [page for page in pages if before is None or start(page) < before]
        first = (int(query.get("page", "1")) - 1) * size
        return [{name: page[name] for name in names if name in page} | {"resource_state": 2} for page in pages][
            first : first + size
        ]

    def wait_for_end(self) -> None:
        self.held.set()
        self._end.wait()


def _handler(fake: FakeStrava) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or every answer waits 40 ms for the other side

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = dict(parse_qsl(url.query))
            parts = url.path.strip("/").split("/")
            if url.path == "/oauth/authorize":
                self._consent(query)
            elif parts[:2] != ["api", "v3"]:
                self._fault("missing")
            elif parts[2:] == ["athlete", "activities"]:
                self._read("list", lambda: fake.listed(query))
            elif len(parts) == 4 and parts[2] == "activities":
                self._read("page", lambda: fake.activities.get(int(parts[3])))
            elif len(parts) == 5 and parts[4] == "streams":
                keys = query.get("keys", "").split(",")
                self._read("streams", lambda: self._streams(int(parts[3]), keys))
            else:
                self._fault("missing")

        def do_POST(self) -> None:
            body = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()))
            kind = {"/oauth/token": "token", "/oauth/revoke": "revoke"}.get(urlsplit(self.path).path, "unknown")
            fake.requests.append(f"POST {kind}")
            fault = fake.take_fault(kind)
            if isinstance(fault, str):
                self._misbehave(fault)
            elif kind == "token":
                self._token(body, fault)
            elif kind == "revoke":
                self._revoke(body)
            else:
                self._fault("missing")

        def _streams(self, number: int, keys: list[str]) -> Any:
            streams = fake.streams.get(number)
            return streams and {name: stream for name, stream in streams.items() if name in keys}

        def _read(self, kind: str, find: Callable[[], Any]) -> None:
            fake.requests.append(f"GET {kind}")
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            fake.seen_tokens.append(token)
            used = fake.usage(count_one=True)
            fault = fake.take_fault(kind)
            if token != fake.access_token or fake.now >= fake.expires_at:
                self._fault("expired")
            elif used[0] > fake.limits[0] or used[1] > fake.limits[1]:
                self._fault("limited")
            elif isinstance(fault, str):
                self._misbehave(fault)
            elif (found := find()) is None:
                self._fault("missing")
            else:
                self._say(200, deepcopy(found) if fault is None else fault(deepcopy(found)))

        def _consent(self, query: dict[str, str]) -> None:
            given = {"state": query.get("state", ""), "code": "fake-code-secret", "scope": fake.scope}
            refused = {"state": query.get("state", ""), "error": "access_denied"}
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{urlencode(given if fake.grants else refused)}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _token(self, body: dict[str, str], change: Change | None) -> None:
            if (body.get("client_id"), body.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
                return self._fault("unknown_application")
            fake.before_tokens()
            proof = body.get("code") if body.get("grant_type") == "authorization_code" else body.get("refresh_token")
            if proof not in ("fake-code-secret", fake.refresh_token):
                return self._fault("revoked")
            if fake.expires_at - fake.now < timedelta(hours=1) or proof == "fake-code-secret":
                fake.new_tokens()  # before that hour Strava gives the same ones again
            tokens = {
                **answer("token"),
                "access_token": fake.access_token,
                "refresh_token": fake.refresh_token,
                "expires_at": int(fake.expires_at.timestamp()),
            }
            tokens["athlete"]["id"] = fake.account
            return self._say(200, tokens if change is None else change(tokens))

        def _revoke(self, body: dict[str, str]) -> None:
            basic = b64decode((self.headers.get("Authorization") or "").removeprefix("Basic ")).decode()
            if basic != f"{CLIENT_ID}:{CLIENT_SECRET}":
                return self._fault("unknown_application")
            fake.revoked.append(body.get("token", ""))
            return self._say(200, {})

        def _fault(self, name: str) -> None:
            fault = answer("faults")[name]
            self._say(fault["status"], fault["body"])

        def _misbehave(self, fault: str) -> None:
            if fault == "hang":
                fake.wait_for_end()
                self.close_connection = True
            elif fault == "cut":
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"id": 1')
                self.close_connection = True
            elif fault == "drop":
                self.close_connection = True
            elif fault == "html":
                self._say(200, "<!doctype html><title>Down for maintenance</title>")
            elif fault == "elsewhere":
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:1/login")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._fault(fault)

        def _say(self, status: int, body: Any) -> None:
            data = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, limits in (("RateLimit", [2 * limit for limit in fake.limits]), ("ReadRateLimit", fake.limits)):
                self.send_header(f"X-{name}-Limit", ",".join(map(str, limits)))
                self.send_header(f"X-{name}-Usage", ",".join(map(str, fake.usage(count_one=False))))
            if status == 429 and fake.retry_after is not None:
                self.send_header("Retry-After", fake.retry_after)
            self.end_headers()
            self.wfile.write(data)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime((fake.clock_says or fake.now).astimezone(UTC), usegmt=True)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
