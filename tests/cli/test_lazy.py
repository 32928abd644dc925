"""Commands are imported by need: what each loads, and that help of a group loads none."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from niggle.cli import niggle

# What takes long to load, or is for one thing alone.
HEAVY = {
    "apprise", "argon2", "asyncio", "cryptography", "curl_cffi", "dask", "duckdb", "fastapi", "filelock", "fitparse",
    "garmin_connect_personal_api", "garminconnect", "jinja2", "keyring", "lxml", "matplotlib", "numpy", "pandas",
    "prefect", "pyarrow", "pydantic", "reportlab", "requests", "rich", "scipy", "sqlalchemy", "starlette", "stravalib",
    "uvicorn",
    "niggle.fit.decode", "niggle.sources.folder", "niggle.steps.read_files",
}  # fmt: skip
# What a command has loaded before it does anything; every other has read the configuration and no more.
LOADS = {
    "pain add": {"pydantic", "duckdb", "numpy"},
    "pain edit": {"pydantic", "duckdb", "numpy"},
    "pain undo": {"pydantic", "duckdb", "numpy"},
    "pain week": {"pydantic", "duckdb", "numpy", "rich"},
    "pain import": {"pydantic", "duckdb", "numpy"},
    "pain list": {"pydantic", "duckdb", "numpy", "rich"},
    "flags": {"pydantic", "duckdb"},
    "explain": {"pydantic", "duckdb", "numpy"},
    "report": {"pydantic", "duckdb", "numpy", "jinja2"},
    "forget run": {"pydantic", "duckdb", "numpy", "jinja2"},
    "check": {"pydantic", "duckdb", "numpy", "argon2", "filelock"},
    "rebuild": {"pydantic", "duckdb", "numpy", "filelock", "jinja2"},
    "backup": {"pydantic", "duckdb", "numpy"},
    "restore": {"pydantic", "duckdb", "numpy", "jinja2"},
    "export": {"pydantic", "duckdb", "numpy", "argon2", "filelock"},
    "forget athlete": {"pydantic", "duckdb", "numpy", "jinja2"},
    "share": {"pydantic", "duckdb", "numpy"},
    "login": {"pydantic", "numpy"},
    "logout": {"pydantic", "duckdb", "numpy"},
    "study export": {"pydantic", "duckdb", "rich"},
    "study replay": {"pydantic", "duckdb", "rich"},
    "study priors": {"pydantic", "duckdb", "rich"},
    "sql": {"pydantic", "duckdb", "rich"},
    "doctor": {"pydantic", "duckdb", "numpy", "niggle.fit.decode", "niggle.sources.folder"},
}
GROUPS = {"": set(), "pain": set()}


def groups(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Group]]:
    yield path, group
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from groups(command, f"{path} {name}".strip())


def leaves() -> list[str]:
    return [
        f"{path} {name}".strip()
        for path, group in groups(niggle)
        for name in group.list_commands(click.Context(group))
        if not isinstance(group.get_command(click.Context(group), name), click.Group)
    ]


def loaded(words: str) -> set[str]:
    program = (
        "import sys\n"
        "from niggle.cli import main\n"
        f"sys.argv[1:] = {[*words.split(), '--help']!r}\n"
        "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("Usage: ")
    modules = answer.stderr.split()
    return {*modules, *(name.partition(".")[0] for name in modules)} & HEAVY


@pytest.mark.parametrize("words", leaves())
def test_a_command_loads_only_what_it_needs(words: str) -> None:
    assert loaded(words) <= LOADS.get(words, {"pydantic"})


@pytest.mark.parametrize("words", GROUPS)
def test_the_help_of_a_group_loads_none_of_its_commands(words: str) -> None:
    assert loaded(words) == GROUPS[words]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_flags_answers_without_numpy(program, squad, form: str) -> None:
    command = [sys.executable, "-X", "importtime", program, "flags", "--format", form]
    answer = subprocess.run(command, cwd=squad, capture_output=True, text=True, check=True)
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in answer.stderr.splitlines()}
    assert {"click", "duckdb"} <= names
    assert not names & (HEAVY - LOADS["flags"])


def test_every_command_is_where_its_group_says_and_has_a_line_that_fits() -> None:
    for path, group in groups(niggle):
        with click.Context(group, info_name="niggle", terminal_width=80) as context:
            names = group.list_commands(context)
            help_lines = group.get_help(context).split("Commands:\n")[1].splitlines()
        assert len(help_lines) == len(names), path  # none needs a second
        for name in names:
            command = group.get_command(context, name)
            assert command is not None
            assert (command.name, bool(command.help)) == (name, True)


def test_a_command_that_is_not_there_is_none() -> None:
    assert niggle.get_command(click.Context(niggle), "walk") is None
