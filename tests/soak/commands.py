"""Real commands, each in a process of its own that is born of one which has imported everything.

An import of Prefect costs as much as a night; so this process imports once, holds no thread and no connection, and
every command is forked from it: with its own clock, environment and output, to be killed at any moment.
"""

import atexit
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import FrameType, ModuleType

import time_machine

type Work = Callable[[], object]

_IMPORTED = (
    "prefect.server.api.server", "uvicorn", "flows.launch", "flows.nightly", "niggle.cli.check", "niggle.cli.flags",
    "niggle.cli.serve", "niggle.cli.sync", "niggle.web.serving",
)  # fmt: skip
_STARTUP = Path(__file__).parent / "startup"
_LONGEST_S = 1200.0  # of a command on a machine that has other work too
_TICKS = os.sysconf("SC_CLK_TCK")


class HangsError(Exception):
    """A command that does not come to an end."""


def import_everything() -> None:
    """What the commands of a night import, once for all; to be called before the first is started."""
    for name in [name for name in os.environ if name.startswith(("PREFECT_", "NIGGLE_"))]:
        del os.environ[name]
    from flows import settings

    os.environ |= settings.ALWAYS | {
        settings.STARTUP_TIMEOUT_S: f"{_LONGEST_S}",
        "OPENBLAS_NUM_THREADS": "1",
        "NIGGLE_CREDENTIALS": "file",
    }
    for name in _IMPORTED:
        import_module(name)
    gc.freeze()


@dataclass
class Command:
    """One that runs: what it has said so far is in `said`, and `code` is there once it has ended."""

    name: str
    pid: int
    output: Path
    errors: Path
    began: float = field(default_factory=time.monotonic)
    code: int | None = None
    cpu_s: float = 0.0

    @property
    def said(self) -> str:
        """What it told on the terminal."""
        return self.errors.read_text(errors="replace")

    def is_running(self) -> bool:
        """Whether it has not ended yet.

        Raises:
            HangsError: if it never does.
        """
        if self.code is None:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                self.cpu_s = usage.ru_utime + usage.ru_stime
            elif time.monotonic() - self.began > _LONGEST_S:
                self.kill()
                raise HangsError(f"{self.name} did not end in {_LONGEST_S:.0f} s: {self.said[-2000:]}")
        return self.code is None

    def spent_s(self) -> float:
        """CPU-seconds until now: how far it has come, whatever else the machine does."""
        try:
            cells = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return self.cpu_s
        return (int(cells[11]) + int(cells[12])) / _TICKS

    def wait(self) -> int:
        """The exit code."""
        while self.is_running():
            time.sleep(0.02)
        assert self.code is not None
        return self.code

    def signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.is_running():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it and those that it has started, without any chance to clean up."""
        if self.code is None:
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()


def niggle(*arguments: str) -> Work:
    """A command line."""

    def work() -> None:
        from niggle.cli import main

        sys.argv = ["niggle", *arguments]
        main()

    return work


def start(
    name: str, work: Work, folder: Path, *, at: datetime, jumps: timedelta = timedelta(0), cores: Sequence[int] = ()
) -> Command:
    """Begin some work in a folder at a moment of the world's; on SIGUSR2 its clock jumps."""
    output, errors = folder / f"{name}.out", folder / f"{name}.err"
    errors.write_bytes(b"")  # to be looked into before the process has come so far
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _become(work, folder, output, errors, at, jumps, cores)
    os.setpgid(pid, pid)
    return Command(name, pid, output, errors)


def _become(
    work: Work, folder: Path, output: Path, errors: Path, at: datetime, jumps: timedelta, cores: Sequence[int]
) -> None:
    code = 1
    try:
        os.setpgid(0, 0)
        os.chdir(folder)
        for path, descriptor in ((output, 1), (errors, 2)):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(opened, descriptor)
            os.close(opened)
        if cores:
            os.sched_setaffinity(0, cores)
        sys.modules["__main__"] = ModuleType("__main__")  # what a worker process would import again
        os.environ["SOAK_CLOCK_S"] = str((at - datetime.now(UTC)).total_seconds())
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_STARTUP), os.environ.get("PYTHONPATH")]))
        clock = time_machine.travel(at).start()

        def jump(_number: int, _frame: FrameType | None) -> None:
            clock.shift(jumps)

        signal.signal(signal.SIGUSR2, jump)
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        # Not the interpreter's own end: threads of libraries that stayed behind at the fork would be missed there.
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
