"""What every module of `flows` keeps to."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import flows

_FOLDER = Path(flows.__file__).parent
_LATE = ("backfill", "engine", "launch", "outcome", "quiet", "serve", "settings")


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", sorted(_FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_flow_computes_or_queries(path: Path) -> None:
    roots = {name.split(".")[0] for name in _imported(path)}
    assert not roots & {"numpy", "scipy", "pandas", "duckdb"}
    rooms = {name.split(".")[1] for name in _imported(path) if name.startswith("niggle.")}
    assert rooms <= {"cli", "config", "config_cluster", "durable", "errors", "history", "steps"}


def test_what_runs_before_the_settings_does_not_import_prefect() -> None:
    program = f"import sys\nfrom flows import {', '.join(_LATE)}\nassert 'prefect' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
