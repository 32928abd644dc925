"""A box that takes letters: what Apprise delivers to, on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class Mailbox:
    """A web server on loopback that Apprise's json:// addresses deliver to; `refuses` makes it answer 500."""

    def __init__(self) -> None:
        self.letters: list[dict[str, Any]] = []
        self.refuses = False
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if not box.refuses:
                    box.letters.append(json.loads(body))
                self.send_response(500 if box.refuses else 200)
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> "Mailbox":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
