"""intervals.icu on loopback, from the forms of answers that others recorded; it counts what it is asked."""

import gzip
import json
import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

KEY = "2abc3def4ghi"


class FakeIntervals:
    """The service; use it as a context. `requests` holds the paths that were asked for."""

    def __init__(self) -> None:
        self.activities: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.wellness: dict[str, dict[str, Any]] = {}
        self.gear: list[dict[str, Any]] = []
        self.requests: list[str] = []
        self.status: int | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add(self, number: int, start_date: str, file: bytes | None, **fields: Any) -> None:
        """An activity, its file as the service keeps it."""
        activity_id = f"i{number}"
        told = {
            "id": activity_id, "type": "Run", "source": "OAUTH_CLIENT", "start_date": start_date, "name": "Run",
            "start_date_local": start_date.removesuffix("Z"), "distance": 8030.29, "elapsed_time": 2373,
            "icu_rpe": None, "feel": None, "description": None,
        }  # fmt: skip
        self.activities[activity_id] = told | fields
        if file is not None:
            self.files[activity_id] = gzip.compress(file)

    def feel(self, day: str, **answers: int | None) -> None:
        """What is told of a day, with nulls for what is not."""
        nothing = {"soreness": None, "fatigue": None, "injury": None, "mood": None, "comments": None, "sportInfo": None}
        self.wellness[day] = {"id": day, **nothing, **answers}

    def add_stub(self, number: int, start_date_local: str) -> None:
        """What is told of an activity that came from Strava."""
        self.activities[str(number)] = {
            "id": str(number), "source": "STRAVA", "start_date_local": start_date_local,
            "_note": "STRAVA activities are not available via the API",
        }  # fmt: skip

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        """Status and body."""
        if self.status is not None:
            return self.status, b'{"status":429}'
        if path.endswith("/activities"):
            listed = [
                one for one in self.activities.values()
                if query["oldest"] <= (one.get("start_date") or one["start_date_local"])[:10] <= query["newest"]
            ]  # fmt: skip
            return 200, json.dumps(listed).encode()
        if path.endswith("/wellness.json"):
            days = [row for day, row in self.wellness.items() if query["oldest"] <= day <= query["newest"]]
            return 200, json.dumps(days).encode()
        if path.endswith("/gear"):
            return 200, json.dumps(self.gear).encode()
        activity_id = path.split("/")[-2]
        if activity_id in self.files:
            return 200, self.files[activity_id]
        return 404, b'{"status":404,"error":"Not found"}'

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                path = parts.path.removeprefix("/api/v1")
                fake.requests.append(path)
                user, _, key = b64decode(self.headers.get("Authorization", " ")[6:]).decode().partition(":")
                if (user, key) != ("API_KEY", KEY):
                    status, body = 401, b"{}"
                elif "python" in self.headers.get("User-Agent", "").lower():
                    status, body = 403, b"error code: 1010"
                else:
                    status, body = fake.answer(path, {name: value[0] for name, value in parse_qs(parts.query).items()})
                self.send_response(status)
                kind = "text/html" if body.startswith(b"error code") else "application/json"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
