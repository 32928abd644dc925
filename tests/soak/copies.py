"""A copy of the world on a disk of its own: the athletes' folders, the configuration, the store."""

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from http.cookiejar import CookieJar
from json import loads
from pathlib import Path

from tests.soak.commands import Command, Work, niggle, start
from tests.soak.world import ATHLETES, Post, Written

_DISK_BYTES = 2 << 30
_ONE_CORE = (min(os.sched_getaffinity(0)),)  # what a small machine has; and processes of their own cost the most


class Copy:
    """One copy; its disk is memory, whose size can be changed under it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disk = folder / "disk"
        self.inputs = self.disk / "inputs"
        self.data = self.disk / "data"
        self.disk.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES},mode=700", "soak", self.disk], check=True)
        for athlete_id in ATHLETES:
            (self.inputs / athlete_id).mkdir(parents=True)
        (self.disk / "config.toml").write_text(_config())

    def give(self, files: Iterable[Written]) -> None:
        """Put what the watches wrote where the sources look."""
        for file in files:
            path = self.inputs / file.athlete_id / file.name
            path.write_bytes(file.data)
            os.utime(path, (file.at.timestamp(), file.at.timestamp()))

    def start(
        self, name: str, work: Work, at: datetime, *, jumps: timedelta = timedelta(0), is_wide: bool = False
    ) -> Command:
        """Begin some work at a moment; `is_wide`: on all cores."""
        cores = () if is_wide else _ONE_CORE
        return start(name, work, self.folder, at=at, jumps=jumps, cores=cores)

    def run(self, *arguments: str, at: datetime) -> Command:
        """A command from its beginning to its end."""
        command = self.start(arguments[0], self.niggle(*arguments), at)
        command.wait()
        return command

    def niggle(self, *arguments: str) -> Work:
        """A command line over this copy."""
        return niggle(*arguments, "--config", str(self.disk / "config.toml"))

    def leave_free(self, size: int) -> None:
        """Let the disk have room for so many bytes and no more."""
        while True:  # until nothing is written between looking and resizing, which a disk that is too small refuses
            left = os.statvfs(self.disk)
            used = (left.f_blocks - left.f_bfree) * left.f_frsize
            with suppress(subprocess.CalledProcessError):
                self._resize(used + size)
                return

    def give_room(self) -> None:
        """Let the disk be as large as ever."""
        self._resize(_DISK_BYTES)

    def _resize(self, size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", self.disk], check=True, stderr=subprocess.DEVNULL)


class Phones:
    """The athletes' phones: what could not be kept waits on them, in order, and is sent again."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._waiting: dict[str, list[Post]] = {}
        self.sent = self.refused = 0

    def enter(self, posts: Sequence[Post]) -> None:
        """Fill forms in."""
        for post in posts:
            self._waiting.setdefault(post.athlete_id, []).append(post)

    @property
    def is_empty(self) -> bool:
        """Whether everything was kept."""
        return not any(self._waiting.values())

    def send(self, address: str) -> None:
        """Send what waits; of a phone whose first form is not kept, the others wait behind it."""
        for queue in self._waiting.values():
            while queue and _is_kept(address, queue[0]):
                queue.pop(0)
                self.sent += 1
            self.refused += bool(queue)

    @contextmanager
    def served(self, at: datetime) -> Iterator[tuple[Command, str]]:
        """The pages over HTTP for as long as the block lasts: the process and its address, "" if it does not begin."""
        command = self._copy.start("serve", self._copy.niggle("serve", "--port", "0"), at)
        try:
            yield command, _address(command)
        finally:
            command.signal(signal.SIGTERM)
            command.wait()


def _address(command: Command) -> str:
    while command.is_running():
        if found := re.search(r"http://127\.0\.0\.1:\d+", command.said):
            return found.group()
        time.sleep(0.02)
    return ""


def _is_kept(address: str, post: Post) -> bool:
    """Send a form as a browser does; whether niggle said that it is kept."""
    if not address:
        return False
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _NoRedirect())
    try:
        with browser.open(f"{address}/token", timeout=300) as answer:
            token = loads(answer.read()).get("csrf", "")
        form = {"csrf": token, "entry_id": post.entry_id, "holds": "this", **dict(post.answers)}
        data = urllib.parse.urlencode(form).encode()
        with browser.open(f"{address}/runs/{post.run_id}/pain.html", data, timeout=300):
            return False  # an answer that leads nowhere keeps nothing
    except urllib.error.HTTPError as error:
        return error.code == 303  # others are refusals: with a wrong clock a run may be one that is yet to come
    except (OSError, ValueError):
        return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


def _config() -> str:
    tables = (
        f'[[athletes]]\nid = "{athlete_id}"\nname = "Runner {athlete_id}"\nsquad = "club"\n'
        f'share_with_coach = "details"\n[[athletes.sources]]\nkind = "folder"\npath = "inputs/{athlete_id}"\n'
        for athlete_id in ATHLETES
    )
    return '[store]\npath = "data"\n' + "".join(tables)
