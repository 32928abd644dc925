"""What many tests need: a configuration of their own, the real recordings, the fixture squad."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from niggle.config import Config, load_config

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def squad_folder() -> Path:
    """The simulated squad."""
    return ROOT / "fixtures" / "squad"


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Real FIT recordings, which are not part of the project."""
    folder = Path(os.environ.get("NIGGLE_RECORDINGS", ROOT.parent / "shared" / "recordings"))
    if not folder.is_dir():
        pytest.skip("no recordings: set NIGGLE_RECORDINGS to a folder of FIT files (see CONTRIBUTING.md)")
    return folder


@pytest.fixture
def make_config(tmp_path: Path) -> Callable[..., Config]:
    """A configuration in the test's own folder: athlete ids, and for each the folder of the files."""

    def make(**folders: Path | None) -> Config:
        lines = ['[store]\npath = "data"\n']
        for athlete_id, folder in folders.items():
            lines.append(f'[[athletes]]\nid = "{athlete_id}"\nname = "{athlete_id.title()}"\nsquad = "club"\n')
            if folder is not None:
                lines.append(f'[[athletes.sources]]\nkind = "folder"\npath = "{folder}"\n')
        path = tmp_path / "config.toml"
        path.write_text("\n".join(lines))
        return load_config(path)

    return make
