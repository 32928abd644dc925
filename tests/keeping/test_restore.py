"""A backup gives the same results back, byte for byte, on an empty machine: another folder, another user."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from niggle.keeping import restore as room


@pytest.fixture(scope="session")
def backup(kept, made_once, niggle_in) -> Path:
    """A backup of `kept`."""

    def make(folder: Path) -> None:
        copy = Path(shutil.copytree(kept, folder / "store"))
        assert niggle_in(copy, "backup", folder / "club.backup").returncode == 0

    return made_once("backup", make) / "club.backup"


def test_it_gives_the_same_results_in_another_folder(backup, kept, flags, niggle_in, tmp_path):
    answer = niggle_in(tmp_path, "restore", backup)
    assert answer.returncode == 0, answer.stderr
    assert "restored: 2 athletes, 33 raw files" in answer.stderr
    assert flags(tmp_path) == flags(kept)
    assert niggle_in(tmp_path, "check").returncode == 0
    assert niggle_in(tmp_path, "access", "list").stdout == niggle_in(kept, "access", "list").stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.toml", "data"]
    assert (tmp_path / "data" / "reports" / "index.html").exists()
    again = niggle_in(tmp_path, "backup", tmp_path / "again.backup")
    assert again.returncode == 0


def test_a_backup_of_what_was_restored_is_the_same(backup, niggle_in, tmp_path):
    assert niggle_in(tmp_path, "restore", backup).returncode == 0
    niggle_in(tmp_path, "backup", tmp_path / "again.backup")
    sums = []
    for number, path in enumerate((backup, tmp_path / "again.backup")):
        folder = tmp_path / str(number)
        folder.mkdir()
        subprocess.run(["tar", "xzf", str(path)], cwd=folder, check=True)
        sums.append({
            line for line in (folder / "SHA256SUMS").read_text().splitlines() if not line.endswith(" backup.json")
        })  # fmt: skip
    assert sums[0] == sums[1]


def test_it_names_what_was_in_a_keyring_since_no_backup_has_it(kept, niggle_in, tmp_path):
    store, elsewhere = Path(shutil.copytree(kept, tmp_path / "store")), tmp_path / "elsewhere"
    credentials = store / "data" / "credentials"
    for name in ("strava-ada", "share-ada"):
        (credentials / f"{name}.json").write_text('{"kept_in": "keyring"}')
    assert niggle_in(store, "backup", tmp_path / "club.backup").returncode == 0
    elsewhere.mkdir()
    answer = niggle_in(elsewhere, "restore", tmp_path / "club.backup")
    assert answer.returncode == 0, answer.stderr
    named = [line for line in answer.stderr.splitlines() if "which no backup has" in line]
    assert len(named) == 2
    assert "run `niggle login strava --athlete ada`" in named[0]
    assert "`niggle share --key`" in named[1]


def modes_below(folder: Path) -> set[tuple[bool, int]]:
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in folder.rglob("*")}


@pytest.mark.parametrize("umask", [0, 0o077])
def test_the_store_is_its_owners_alone_whatever_the_umask(backup, kept, flags, niggle_in, tmp_path, umask):
    before = os.umask(umask)
    try:
        answer = niggle_in(tmp_path, "restore", backup)
    finally:
        os.umask(before)
    assert answer.returncode == 0, answer.stderr
    assert flags(tmp_path) == flags(kept)
    assert {kind for kind in modes_below(tmp_path) if kind not in ((True, 0o700), (False, 0o600))} == set()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_somebody_else_can_restore_it(backup, kept, flags, program, tmp_path_factory):
    nobody = 65534
    place = tmp_path_factory.mktemp("elsewhere")
    for folder in (place, place.parent, place.parent.parent):
        folder.chmod(0o755)
    home = place / "home"
    home.mkdir()
    copy = Path(shutil.copy(backup, home / "club.backup"))
    for path in (home, copy):
        os.chown(path, nobody, nobody)

    def as_nobody(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *map(str, arguments)], user=nobody, group=nobody, extra_groups=[], umask=0, cwd=home,
            env={"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    try:
        is_reachable = as_nobody("--version").returncode == 0
    except PermissionError:
        is_reachable = False
    if not is_reachable:
        pytest.skip("this Python is in root's own folder")
    answer = as_nobody("restore", copy)
    assert answer.returncode == 0, answer.stderr
    assert {path.stat().st_uid for path in (home / "data").rglob("*")} == {nobody}
    assert flags(home) == flags(kept)


@pytest.mark.parametrize("seal", ["passphrase", "key"])
def test_a_sealed_one_is_restored_and_verified(own, niggle_in, tmp_path, seal):
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(identity))
    words = "four words do well\n"
    sealing = ("--passphrase",) if seal == "passphrase" else ("--key", str(identity.to_public()))
    opening = ("--passphrase",) if seal == "passphrase" else ("--identity", tmp_path / "key.txt")
    assert niggle_in(own, "backup", tmp_path / "x", *sealing, stdin=words).returncode == 0
    told = niggle_in(own, "restore", tmp_path / "x", "--verify", *opening, stdin=words)
    assert (told.returncode, told.stderr) == (0, "")
    assert "whole, 2 athletes, 33 raw files" in told.stdout
    wrong = niggle_in(own, "restore", tmp_path / "x", "--verify", "--passphrase", stdin="other words\n")
    assert wrong.returncode == 2


def test_verifying_makes_nothing(backup, niggle_in, tmp_path):
    told = niggle_in(tmp_path, "restore", backup, "--verify")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"✓ {backup}: whole, 2 athletes, 33 raw files, made 20")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", [0.3, 0.9, 0.999])
def test_half_a_backup_is_one_line_and_leaves_nothing(backup, niggle_in, tmp_path, part):
    data = backup.read_bytes()
    (tmp_path / "cut").write_bytes(data[: int(len(data) * part)])
    home = tmp_path / "home"
    home.mkdir()
    for words in ((), ("--verify",)):
        answer = niggle_in(home, "restore", tmp_path / "cut", *words)
        assert answer.returncode == 3
        assert answer.stderr.count("\n") == 1
        assert "is no whole backup of niggle" in answer.stderr
        assert list(home.iterdir()) == []


def test_a_store_that_is_there_is_not_touched(backup, own, niggle_in):
    before = sorted((own / "data").rglob("*"))
    answer = niggle_in(own, "restore", backup)
    assert answer.returncode == 2
    assert "is not empty" in answer.stderr
    assert sorted((own / "data").rglob("*")) == before
    assert not list(own.glob(".*"))


def test_the_configuration_that_is_there_says_where_to(backup, kept, flags, niggle_in, tmp_path):
    text = (kept / "config.toml").read_text().replace('path = "data"', 'path = "elsewhere/deep"')
    (tmp_path / "config.toml").write_text(text)
    (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
    assert niggle_in(tmp_path, "restore", backup).returncode == 0
    assert (tmp_path / "config.toml").read_text() == text
    assert flags(tmp_path) == flags(kept)


CHILD = """
import sys
from pathlib import Path
from niggle.keeping import restore
from niggle.keeping.sealing import Seal

left = int(sys.argv[2])
deadly(restore, "_put", "_fill_common")
deadly(Path, "rename")
restore.make_results = lambda config: None
restore.restore(Path(sys.argv[1]), Path("config.toml"), seal=Seal())
"""


def test_whoever_is_killed_leaves_no_half_of_a_store(backup, niggle_in, tmp_path, deadly):
    members = 33 + 6  # raw files, manifests, access and common rows
    for step in (1, members, members + 2, members + 3):  # among them before each of the two names is given
        answer = subprocess.run(
            [sys.executable, "-c", deadly + CHILD, str(backup), str(step)], cwd=tmp_path, check=False
        )
        assert answer.returncode == -signal.SIGKILL, step
        assert not (tmp_path / "data").exists(), step
    assert niggle_in(tmp_path, "restore", backup).returncode == 0
    assert niggle_in(tmp_path, "check").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.toml", "data"]


def test_a_backup_of_a_newer_niggle_is_told_so(backup, niggle_in, tmp_path, monkeypatch):
    monkeypatch.setattr(room, "FORMAT", 0)
    answer = niggle_in(tmp_path, "restore", backup)
    assert answer.returncode == 3
    assert "made by a newer niggle" in answer.stderr
