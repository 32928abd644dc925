"""Whether pages come while hundreds of connections of one address are held half open.

    python -m tests.benchmarks.half_open [--connections 330] [--files 256]

`niggle serve` of a store with nothing in it runs with that many open files allowed at first (macOS's default), and gets
as many unfinished headers, then bodies; a page is asked for beside them. Told: how long it took, and how many of the
unfinished were cut by then and 25 s later.
"""

import argparse
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

UNFINISHED = {
    "header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Unfinished: ",
    "body": b"POST /login.html HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\na",
}
NIGGLE = Path(sys.executable).with_name("niggle")
LONGER_THAN_THE_DEADLINE_S = 25
CONFIG = '[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n'


def hold(port: int, count: int, kind: str) -> list[socket.socket]:
    """That many connections on which a request has begun."""
    held = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        connection.sendall(UNFINISHED[kind])
        connection.setblocking(False)
        held.append(connection)
    return held


def is_cut(connection: socket.socket) -> bool:
    """Whether the server has ended a connection."""
    try:
        return connection.recv(4096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def ask(address: str) -> str:
    """How a page came."""
    begin = time.perf_counter()
    try:
        with urlopen(address, timeout=10) as answer:
            answer.read()
    except OSError as error:
        return f"no page: {error}"
    return f"page after {time.perf_counter() - begin:.2f} s"


def measure(address: str, count: int) -> None:
    """Print what happens with each kind of unfinished request."""
    print(f"none: {ask(address)}")
    port = int(address.rsplit(":", 1)[1].rstrip("/"))
    for kind in UNFINISHED:
        held = hold(port, count, kind)
        page, at_once = ask(address), sum(map(is_cut, held))
        time.sleep(LONGER_THAN_THE_DEADLINE_S)
        print(f"{count} of unfinished {kind}: {page}; {at_once} cut by then, {sum(map(is_cut, held))} in the end")
        for connection in held:
            connection.close()


def main() -> None:
    """Start a server and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=330)
    parser.add_argument("--files", type=int, default=256)
    chosen = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2 * chosen.connections + 100, hard), hard))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.toml").write_text(CONFIG)
        command: list[str | Path] = ["sh", "-c", f'ulimit -Sn {chosen.files}; exec "$0" serve --port 0', NIGGLE]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NIGGLE_")}
        with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as server:
            try:
                assert server.stderr is not None
                found = re.match(r"(http://\S+/) ", server.stderr.readline())
                assert found
                measure(found[1], chosen.connections)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
