"""The command line as a user calls it, in a folder of the test's own."""

import shutil
from pathlib import Path

import pytest


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
