# `just` lists the commands; without it on the machine: `python3 -m uv run just`.

# `uv run` says where it is itself: its Python is that of the project, which has no uv.
uv := env("UV", "python3 -m uv")

# What can be done here
_default:
    @{{ just_executable() }} --list --unsorted --justfile {{ justfile() }}

# Install everything, and check style and types before each commit from now on
setup:
    {{ uv }} sync
    {{ uv }} run pre-commit install

# All tests, or those that are named
test *paths:
    {{ uv }} run pytest {{ paths }}

# The tests of one room (gait, sources, web, …), in this process
room name:
    {{ uv }} run pytest --numprocesses=0 tests/{{ name }}

# Style, types, and which room may import which
lint:
    {{ uv }} run ruff check
    {{ uv }} run ruff format --check
    {{ uv }} run mypy
    {{ uv }} run lint-imports

# The benchmarks; run them on a quiet machine
bench:
    {{ uv }} run python -m tests.benchmarks

# The night of the fixture squad, then its pages over HTTP
serve *options:
    {{ uv }} run niggle sync
    {{ uv }} run niggle serve {{ options }}
