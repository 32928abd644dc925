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
    "arrivals", "choices", "cli", "config", "config_cluster", "config_faults", "consent", "durable", "entered",
    "errors", "frames", "history", "homes", "invitations", "json_entries", "keeping", "landing", "notify", "records",
    "remarks", "reports", "sharing", "shoes", "sources", "steps", "store", "tending", "web",
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


# Where every exception is caught, and why nowhere else: a handler that knows nothing hides faults.
BOUNDARIES = {
    "cli/__init__.py": "a programming error becomes a line for the user",
    "steps/batch.py": "a programming error becomes one athlete's, and the night of the others goes on",
    "web/app.py": "a programming error becomes a page",
    "web/background.py": "a task that nobody waits for goes on",
    "reading.py": "whatever a file holds is a fault of that file alone, and no list of what libraries raise is whole",
}


def test_every_exception_is_caught_at_named_boundaries_alone():
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None or getattr(node.type, "id", "") == "Exception"
            ):
                found.add(path.relative_to(PACKAGE).as_posix())
    assert found == BOUNDARIES.keys()


@pytest.mark.parametrize(
    "path", [path for path in science_files() if path.parent.name == "vocabulary"], ids=lambda path: path.name
)
def test_the_vocabulary_imports_nothing(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            for name in names:
                assert name.startswith("niggle.vocabulary.") or name.partition(".")[0] in sys.stdlib_module_names


# A door says what time it is, and every room behind it is told. A step and a source may be their own door: there the
# clock is the default of an argument. How long a service asks to be left alone is reckoned by one clock of the sources,
# how long a lease and a copy are good by one of theirs.
DOORS = ("cli/", "web/", "frames.py", "sources/retries.py", "store/desk.py", "store/leases.py")
BY_DEFAULT = ("steps/", "sources/")
DAYS = {"now", "today", "utcnow"}  # of datetime and date
SECONDS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "localtime", "gmtime"}


def clock_reads(tree: ast.AST) -> set[ast.AST]:
    """Where a clock of the standard library is read or named."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            if (node.attr in DAYS and owner in ("datetime", "date")) or (node.attr in SECONDS and owner == "time"):
                found.add(node)
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            found |= {alias for alias in node.names if alias.name in SECONDS}
    return found


def argument_defaults(tree: ast.AST) -> set[ast.AST]:
    functions = [node.args for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    defaults = [default for args in functions for default in (*args.defaults, *args.kw_defaults) if default is not None]
    return {node for default in defaults for node in ast.walk(default)}


@pytest.mark.parametrize(
    "code",
    ["datetime.now(UTC)", "f(clock=dt.datetime.now)", "x = date.today()", "time.time()", "from time import monotonic"],
)
def test_every_way_to_read_a_clock_is_found(code):
    assert len(clock_reads(ast.parse(code))) == 1


def test_only_the_doors_read_a_clock():
    root = Path(__file__).parent.parent / "src" / "niggle"
    read = []
    for path in root.rglob("*.py"):
        room = path.relative_to(root).as_posix()
        if room.startswith(DOORS):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = clock_reads(tree) - (argument_defaults(tree) if room.startswith(BY_DEFAULT) else set())
        read += [f"{room}:{getattr(node, 'lineno', 0)}" for node in found]
    assert read == []


def test_no_statement_asks_the_database_for_the_time():
    clocks = re.compile(r"\b(now|today|get_current_\w+)\s*\(\s*\)|\bcurrent_(date|time|timestamp)\b", re.IGNORECASE)
    folder = Path(__file__).parent.parent / "src" / "niggle" / "store"
    assert [path.name for path in folder.rglob("*.sql") if clocks.search(path.read_text(encoding="utf-8"))] == []


def modules_after(code: str) -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


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
