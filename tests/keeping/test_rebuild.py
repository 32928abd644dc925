"""All results again from the raw files: the same ones, and the old ones until the new are whole."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from niggle.config import load_config
from niggle.keeping import rebuild as room
from niggle.keeping.rebuild import rebuild

# Counts what touches the disk, and kills its own process, without any chance to clean up, at one of them.
CHILD = """
import os, sys
from pathlib import Path
from niggle.config import load_config
from niggle.keeping.rebuild import rebuild
from niggle.store.database import Store, Writer

config = load_config(Path(sys.argv[1]))
deadly(Writer, "insert", "insert_columns", "write")
deadly(Store, "publish")
deadly(Path, "replace", "unlink")
for line in sys.stdin:
    if os.fork() == 0:
        kill_at = left = int(line)
        rebuild(config, config.athletes[0])
        print(kill_at - left, flush=True)
        os._exit(0)
    _, status = os.wait()
    print(os.waitstatus_to_exitcode(status), flush=True)
"""
NEVER = 10**9


def test_rebuilt_results_are_the_same_byte_for_byte(own, niggle_in, flags):
    before = flags(own)
    databases = {path: path.read_bytes() for path in (own / "data" / "athletes").glob("*/niggle.duckdb")}
    answer = niggle_in(own, "rebuild")
    assert (answer.returncode, answer.stderr) == (0, "ada: made again\nemil: made again\n")
    assert flags(own) == before
    assert all(path.read_bytes() != data for path, data in databases.items())
    assert niggle_in(own, "check").returncode == 0
    assert not list((own / "data").rglob(".rebuilding"))


def test_one_athlete_alone_is_rebuilt(own, niggle_in, flags):
    before, emil = flags(own), (own / "data/athletes/emil/niggle.duckdb").read_bytes()
    assert niggle_in(own, "rebuild", "--athlete", "ada").returncode == 0
    assert flags(own) == before
    assert (own / "data/athletes/emil/niggle.duckdb").read_bytes() == emil


@pytest.mark.parametrize("name", ["niggle.duckdb", "published.duckdb"])
def test_what_was_damaged_is_whole_again(own, niggle_in, flags, name):
    before = flags(own)
    path = own / "data" / "athletes" / "ada" / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert niggle_in(own, "rebuild", "--athlete", "ada").returncode == 0
    assert flags(own) == before
    assert niggle_in(own, "check").returncode == 0


@pytest.fixture
def small(make_config, niggle_in, squad_folder, tmp_path) -> Path:
    """A folder with a store of two runs and a diary."""
    make_config(ada=None)
    paths = [squad_folder / "ada" / "diary.csv", *sorted((squad_folder / "ada").glob("*.fit"))[:2]]
    assert niggle_in(tmp_path, "import", *paths).returncode == 0
    return tmp_path


@contextmanager
def rebuilding(folder: Path, deadly: str) -> Iterator[Callable[..., int]]:
    """Tell a process at which step to kill a rebuild of its; the next number that it answers."""
    with subprocess.Popen(
        [sys.executable, "-c", deadly + CHILD, str(folder / "config.toml")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None

        def answer(*steps: int) -> int:
            for step in steps:
                child.stdin.write(f"{step}\n")
                child.stdin.flush()
            return int(child.stdout.readline())

        yield answer
        child.stdin.close()


def test_a_killed_rebuild_leaves_the_old_results_or_the_new_ones(small, niggle_in, tmp_path_factory, deadly):
    def told() -> str:
        answers = [niggle_in(small, *words, "--format", "json") for words in (("flags",), ("pain", "list"))]
        assert [answer.returncode for answer in answers] == [0, 0]
        return "".join(answer.stdout for answer in answers)

    before = told()
    copy = Path(shutil.copytree(small, tmp_path_factory.mktemp("whole") / "own"))
    with rebuilding(copy, deadly) as killed_at:
        steps, code = killed_at(NEVER), killed_at()
    assert (code, steps > 20) == (0, True)
    with rebuilding(small, deadly) as killed_at:
        for step in sorted({1, steps // 3, *range(steps - 6, steps + 1)}):
            assert killed_at(step) == -signal.SIGKILL, step
            assert told() == before, step
    assert niggle_in(small, "rebuild").returncode == 0
    assert told() == before
    assert niggle_in(small, "check").returncode == 0


def test_what_lands_during_a_rebuild_is_in_it(own, niggle_in, monkeypatch):
    original, calls = room.bring_up_to_date, []

    def while_somebody_reports(config, athlete, **more):
        done = original(config, athlete, **more)
        if not calls:
            niggle_in(own, "pain", "add", "--athlete", "ada", "--site", "shin", "--side", "left", "--peak", "2")
        calls.append(athlete)
        return done

    monkeypatch.setattr(room, "bring_up_to_date", while_somebody_reports)
    config = load_config(own / "config.toml")
    assert rebuild(config, config.athletes[0]) == ()
    assert len(calls) == 2
    assert '"shin"' in niggle_in(own, "pain", "list", "--athlete", "ada", "--format", "json").stdout


def test_two_rebuilds_at_once_are_one(own, niggle_in):
    with FileLock(own / "data" / "athletes" / "ada" / ".rebuild.lock"):
        answer = niggle_in(own, "rebuild", "--athlete", "ada")
    assert answer.returncode == 3
    assert "another niggle is rebuilding it" in answer.stderr


def test_a_page_of_a_run_that_is_none_any_more_goes(own, niggle_in):
    stray = own / "data" / "reports" / "runs" / "ada-19990101T000000Z.html"
    stray.write_text("a run that an older niggle saw")
    with duckdb.connect(str(own / "data" / "athletes" / "ada" / "niggle.duckdb")) as connection:
        connection.execute("INSERT INTO pages VALUES ('ada-19990101T000000Z', 30)")
    assert niggle_in(own, "rebuild", "--athlete", "ada").returncode == 0
    assert not stray.exists()
    assert list(stray.parent.iterdir())
