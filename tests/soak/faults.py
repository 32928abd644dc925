"""What may go wrong in a night, each drawn from a seed: what is done before it, in the middle of it, and after it."""

import importlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.soak.commands import Command, Work
from tests.soak.copies import Copy, Phones

_DEADLY = Path(__file__).parents[1] / "fakes" / "deadly.py"


@dataclass
class Trouble:
    """The night that a fault is to disturb.

    Faults change `at`, `jumps`, `work` and `is_wide` before it begins, have something done `meanwhile` once the night
    has spent so many CPU-seconds, and something `after` it. `typical_s` is what a night usually spends. `others` are
    further nights that were begun. `is_harmless`: what is promised holds at once and not only after the next night.
    """

    copy: Copy
    phones: Phones
    rng: Random
    at: datetime
    work: Work
    typical_s: float
    jumps: timedelta = timedelta(0)
    is_wide: bool = False
    is_harmless: bool = True
    meanwhile: list[tuple[float, Callable[[Command], None]]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    others: list[Command] = field(default_factory=list)

    def at_random(self, action: Callable[[Command], None]) -> None:
        """Do something at any moment of the night."""
        self.meanwhile.append((self.rng.uniform(0.0, self.typical_s), action))


type Fault = Callable[[Trouble], None]


def killed(trouble: Trouble) -> None:
    """The night is killed at a random moment, or told to end."""
    trouble.is_harmless = False
    ends = trouble.rng.choice([Command.kill, Command.kill, Command.kill, _terminated])
    trouble.at_random(ends)


def killed_at_the_disk(trouble: Trouble) -> None:
    """The night is killed right before something that it does to the disk."""
    trouble.is_harmless = False
    moment, work = trouble.rng.randrange(1, 60), trouble.work

    def dies() -> object:
        _make_deadly(moment)
        return work()

    trouble.work = dies


def full_disk(trouble: Trouble) -> None:
    """The disk is full, from the beginning or from a random moment on, but for a few bytes."""
    trouble.is_harmless = False
    copy, left = trouble.copy, trouble.rng.choice([0, 4096, 1 << 16, 1 << 20, 17 << 20])
    if trouble.rng.random() < 0.3:
        copy.leave_free(left)
    else:
        trouble.at_random(lambda _: copy.leave_free(left))
    trouble.after.append(copy.give_room)


def source_fails(trouble: Trouble) -> None:
    """An athlete's folder is not there."""
    trouble.is_harmless = False
    folder = trouble.rng.choice(sorted(trouble.copy.inputs.iterdir()))
    away = folder.with_name(f".{folder.name}")
    folder.rename(away)
    trouble.after.append(lambda: away.rename(folder) and None)


def damaged_file(trouble: Trouble) -> None:
    """A file of the store is cut, overwritten in part, emptied or taken away."""
    trouble.is_harmless = False
    path = trouble.rng.choice(_damageable(trouble.copy, trouble.rng))
    harm = trouble.rng.choice([_cut, _overwritten, _emptied, _gone])
    harm(path, trouble.rng)


def cut_line(trouble: Trouble) -> None:
    """A crash of the machine cut the last line of a manifest short: one that tells of a file, which lands again."""
    trouble.is_harmless = False
    path = trouble.rng.choice(sorted(trouble.copy.data.glob("athletes/*/manifest.jsonl")))
    with path.open("ab") as file:
        file.write(b'{"sha256": "' + b"0" * trouble.rng.randrange(64))


def wrong_clock(trouble: Trouble) -> None:
    """The clock is wrong for the night, or jumps in the middle of it."""
    trouble.is_harmless = False
    wrong = trouble.rng.choice([-1, 1]) * timedelta(hours=trouble.rng.choice([1, 5, 24, 75, 700, 9000]))
    if trouble.rng.random() < 0.5:
        trouble.at += wrong
    else:
        trouble.jumps = wrong
        trouble.at_random(lambda night: night.signal(signal.SIGUSR2))


def two_at_once(trouble: Trouble) -> None:
    """A second night, and sometimes a third, is begun while the first is on."""
    for number in range(trouble.rng.choice([1, 1, 2])):
        begin = _begin_another(trouble, number)
        trouble.at_random(begin)


def posts_meanwhile(trouble: Trouble) -> None:
    """Athletes send their forms while the night is on, to a server that ends before it: the next night decides them."""
    trouble.is_harmless = False
    trouble.at_random(lambda _: _send(trouble))


def server_killed(trouble: Trouble) -> None:
    """The server of the pages is killed while athletes send their forms; they send them again."""
    trouble.is_harmless = False
    trouble.at_random(lambda _: _send(trouble, kill_after_s=trouble.rng.uniform(0.0, 1.0)))


def all_cores(trouble: Trouble) -> None:
    """No fault: the night works side by side in processes of its own, if many have something new."""
    trouble.is_wide = True


FAULTS: tuple[tuple[int, Fault], ...] = (
    (4, killed), (4, killed_at_the_disk), (4, full_disk), (2, source_fails), (4, damaged_file), (1, cut_line),
    (3, wrong_clock), (3, two_at_once), (4, posts_meanwhile), (1, server_killed), (1, all_cores),
)  # fmt: skip


def drawn(rng: Random) -> list[Fault]:
    """The faults of a night: none, mostly one, sometimes two or three."""
    count = rng.choices([0, 1, 2, 3], [1, 6, 3, 1])[0]
    weights, faults = zip(*FAULTS, strict=True)
    return sorted(set(rng.choices(faults, weights, k=count)), key=lambda fault: fault.__name__)


def _terminated(night: Command) -> None:
    night.signal(signal.SIGTERM)


def _make_deadly(moment: int) -> None:
    """Have this process killed at one of the moments at which it touches the disk."""
    scope: dict[str, object] = {}
    exec(_DEADLY.read_text(), scope)  # as a program of its own begins with it
    deadly = scope["deadly"]
    assert callable(deadly)
    landing, database = importlib.import_module("niggle.landing"), importlib.import_module("niggle.store.database")
    deadly(database.Writer, "insert", "insert_columns", "write")
    deadly(database.Store, "publish")
    deadly(landing.Landing, "_append")
    deadly(Path, "replace")
    deadly(os, "fsync", "ftruncate")
    scope["left"] = moment


def _begin_another(trouble: Trouble, number: int) -> Callable[[Command], None]:
    def begin(_: Command) -> None:
        work = trouble.copy.niggle("sync")
        trouble.others.append(trouble.copy.start(f"sync{number}", work, trouble.at))

    return begin


def _send(trouble: Trouble, kill_after_s: float | None = None) -> None:
    with trouble.phones.served(trouble.at) as (server, address):
        if kill_after_s is not None:
            # Forms are sent one after another here, so the end has to come by itself.
            killer = trouble.copy.start("killer", _kills(server.pid, kill_after_s), trouble.at)
            trouble.others.append(killer)
        trouble.phones.send(address)


def _kills(pid: int, after_s: float) -> Work:
    def work() -> None:
        import time

        time.sleep(after_s)
        os.kill(pid, signal.SIGKILL)

    return work


def _damageable(copy: Copy, rng: Random) -> list[Path]:
    """Files of one sort: what can be made again or fetched again."""
    patterns = (
        "athletes/*/niggle.duckdb", "athletes/*/published.duckdb", "athletes/*/standing.json", "athletes/*/raw/*/*.fit",
        "reports/runs/*.html", "reports/athletes/*.html", "reports/squads/*.html", "reports/index.html",
        "niggle.duckdb", "prefect/prefect.db",
    )  # fmt: skip
    for pattern in rng.sample(patterns, len(patterns)):
        if found := sorted(copy.data.glob(pattern)):
            return found
    raise LookupError("an empty store")


def _cut(path: Path, rng: Random) -> None:
    os.truncate(path, rng.randrange(max(path.stat().st_size, 1)))


def _overwritten(path: Path, rng: Random) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(rng.randrange(max(size, 1)))
        file.write(rng.randbytes(min(512, max(size, 1))))


def _emptied(path: Path, _rng: Random) -> None:
    os.truncate(path, 0)


def _gone(path: Path, _rng: Random) -> None:
    path.unlink()
