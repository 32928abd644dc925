# `just` lists the commands; without it on the machine: `python3 -m uv run just`.

uv := "python3 -m uv run"

# What can be done here
_default:
    @{{ just_executable() }} --list --unsorted --justfile {{ justfile() }}

# Install everything, and check style and types before each commit from now on
setup:
    python3 -m pip install --quiet uv
    python3 -m uv sync
    {{ uv }} pre-commit install

# All tests, or those that are named
test *paths:
    {{ uv }} pytest {{ paths }}

# The tests of one room (gait, sources, web, …), in this process
room name:
    {{ uv }} pytest --numprocesses=0 tests/{{ name }}

# Style, types, and which room may import which
lint:
    {{ uv }} ruff check
    {{ uv }} ruff format --check
    {{ uv }} mypy
    {{ uv }} lint-imports

# The benchmarks; run them on a quiet machine
bench:
    {{ uv }} python -m tests.benchmarks

# The night of the fixture squad, then its pages over HTTP
serve *options:
    {{ uv }} niggle sync
    {{ uv }} niggle serve {{ options }}
