"""What import-linter cannot see: the standard library, clocks, and what starts how quickly."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "niggle"
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
SCIENCE = {name.removeprefix("niggle.") for name in CONTRACTS["The science does no I/O"]["source_modules"]}
# The rooms that touch files, the network or the database, import one that does, or name files.
MAY_DO_IO_ROOMS = {
    "arrivals", "cli", "config", "config_faults", "consent", "durable", "errors", "frames", "landing", "notify",
    "reports", "results", "sharing", "sources", "steps", "store", "web",
}  # fmt: skip
IO_MODULES = {"os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "urllib", "http", "threading", "logging"}
CLOCKS = {"now", "today", "utcnow", "time_ns", "monotonic", "perf_counter"}
# The one command of the science rooms: `python -m niggle.simulate` writes the fixtures.
MAY_DO_IO = {"simulate/__main__.py"}


def rooms() -> set[str]:
    """The packages and modules right below `niggle`."""
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return packages | {path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__"}


def science_files() -> list[Path]:
    paths = [path for room in sorted(SCIENCE) for path in [PACKAGE / f"{room}.py", *(PACKAGE / room).rglob("*.py")]]
    return [path for path in paths if path.exists() and str(path.relative_to(PACKAGE)) not in MAY_DO_IO]


def test_every_room_has_its_floor():
    layers = CONTRACTS["Data flows one way"]["layers"]
    assert sorted(re.findall(r"niggle\.(\w+)", " ".join(layers))) == sorted(rooms())


def test_every_room_is_science_or_may_do_io():
    assert not SCIENCE & MAY_DO_IO_ROOMS
    assert rooms() == SCIENCE | MAY_DO_IO_ROOMS


@pytest.mark.parametrize("path", science_files(), ids=lambda path: "/".join(path.parts[-2:]))
def test_the_science_does_no_io_and_reads_no_clock(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & IO_MODULES
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in IO_MODULES
        elif isinstance(node, ast.Call):
            attribute, name = getattr(node.func, "attr", ""), getattr(node.func, "id", "")
            assert attribute not in CLOCKS, f"line {node.lineno}"
            assert name not in CLOCKS | {"open", "print", "input"}, f"line {node.lineno}"


def modules_after(code: str) -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


def test_no_command_but_sync_imports_prefect():
    commands = [
        "import_",
        "pain",
        "flags",
        "explain",
        "report",
        "serve",
        "access",
        "share",
        "notify",
        "login",
        "logout",
        "study",
        "panel",
        "doctor",
    ]
    loaded = modules_after("\n".join(f"import niggle.cli.{command}" for command in commands))
    assert "niggle.cli.doctor" in loaded
    assert "prefect" not in loaded


def test_nothing_is_drawn_before_it_is_printed():
    assert "reportlab" not in modules_after("import niggle.cli.panel")


def test_looking_at_results_needs_no_science_libraries():
    loaded = modules_after("import niggle.cli.flags")
    assert not {"scipy", "ruptures", "pandas", "fitparse"} & loaded


def test_bringing_in_runs_imports_nothing_heavy(tmp_path):
    (tmp_path / "config.toml").write_text('[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n')
    run = next((Path(__file__).parent.parent / "fixtures" / "squad" / "ben").glob("*.fit"))
    config = tmp_path / "config.toml"
    loaded = modules_after(
        f"from niggle.cli import niggle\nniggle.main(['import', {str(run)!r}, '--config', {str(config)!r}], "
        "standalone_mode=False)"
    )
    assert "niggle.steps.triage" in loaded
    assert not {"scipy", "ruptures", "pandas", "fitparse", "prefect", "pyarrow"} & loaded
