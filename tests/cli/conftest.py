"""The command line as a user calls it, in a folder of the test's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

type Niggle = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def niggle_in() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call `niggle` in a folder."""
    program = Path(sys.executable).with_name("niggle")

    def call(folder: Path, *arguments: object, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        environment = (
            {k: v for k, v in os.environ.items() if not k.startswith("NIGGLE_")} | {"COLUMNS": "100"} | variables
        )
        return subprocess.run(
            [program, *map(str, arguments)], cwd=folder, env=environment, input=stdin, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    return call


@pytest.fixture(scope="session")
def squad(tmp_path_factory, project_root, niggle_in) -> Path:
    """A folder with a configuration and two athletes imported; tests that write make a copy."""
    folder = tmp_path_factory.mktemp("squad")
    lines = ['[store]\npath = "data"\n']
    for athlete_id in ("cleo", "emil"):
        lines.append(f'[[athletes]]\nid = "{athlete_id}"\nname = "{athlete_id.title()}"\nsquad = "club"\n')
        lines.append('timezone = "Europe/London"\n')
    (folder / "config.toml").write_text("\n".join(lines))
    for athlete_id in ("cleo", "emil"):
        answer = niggle_in(folder, "import", project_root / "fixtures" / "squad" / athlete_id, "--athlete", athlete_id)
        assert answer.returncode == 0, answer.stderr
    return folder


@pytest.fixture
def own_squad(squad, tmp_path) -> Path:
    """A copy of `squad` to write to."""
    return Path(shutil.copytree(squad, tmp_path / "squad"))
