"""The documentation's commands work, and nothing that exists goes without documentation."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from niggle.cli import niggle
from niggle.config import load_config
from niggle.pain.answers import COLUMNS

PREFIX = "python3 -m uv run "
SET_UP = "python3 -m pip install uv && "
PAGES = (
    "README.md", "CONTRIBUTING.md", "docs/serve.md", "docs/sharing.md", "docs/notify.md", "docs/study.md",
    "docs/panel.md", "docs/keeping.md",
)  # fmt: skip


def blocks(path: Path, language: str) -> list[str]:
    """What stands in fences of that language, those within a list too."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", path.read_text(), re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(indent) for line in text.splitlines()) + "\n" for indent, text in found]


def commands(path: Path, language: str) -> list[str]:
    lines = "".join(blocks(path, language)).splitlines()
    if language == "console":
        lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    return [line for line in lines if line and not line.startswith("#")]


def leaves(group: click.Group, path: str) -> list[str]:
    names = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        names += leaves(command, f"{path} {name}") if isinstance(command, click.Group) else [f"{path} {name}"]
    return names


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory, project_root) -> Path:
    """The checkout as it is cloned, as far as the commands need it."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copy(project_root / "config.toml", folder)
    (folder / "fixtures").symlink_to(project_root / "fixtures")
    (folder / ".venv").symlink_to(sys.prefix)  # which the set-up command has made
    return folder


def run_in_shell(folder: Path, command: str) -> str:
    """What a command of the documentation prints in a shell without this environment on its path."""
    answer = subprocess.run(
        ["bash", "-c", command], cwd=folder, env={"PATH": os.defpath}, capture_output=True, text=True, check=True
    )
    return answer.stdout


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A command of the documentation in this environment, which is what `uv run` would give it."""
    words = shlex.split(command.removeprefix(PREFIX))
    program = Path(sys.executable).with_name(words[0])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NIGGLE_", "PREFECT_"))}
    return subprocess.run(
        [program, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_readmes_two_commands_and_what_follows_work(newcomer, project_root, niggle_in, sync_in):
    first, tests, activate, *others = commands(project_root / "README.md", "sh")
    assert first == f"{SET_UP}{PREFIX}niggle sync"
    assert tests == f"{SET_UP}{PREFIX}pytest"  # this is what runs now
    answers = [run(newcomer, first.removeprefix(SET_UP))]
    assert run_in_shell(newcomer, f"{activate} && command -v niggle") == f"{Path(sys.prefix) / 'bin' / 'niggle'}\n"
    answers += [niggle_in(newcomer, *shlex.split(line.removeprefix("niggle "))) for line in others]
    for command, answer in zip((first, *others), answers, strict=True):
        assert answer.returncode == 0, f"{command}: {answer.stderr}"
        assert "Traceback" not in answer.stderr
    assert "110 new runs" in answers[0].stderr
    again = sync_in(newcomer)
    assert again.returncode == 0
    assert "Nothing new" in again.stderr


def test_what_is_shown_of_keeping_moving_and_forgetting_works(tmp_path, project_root, niggle_in, squad_folder):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for folder in (home, elsewhere, tmp_path / "disk", tmp_path / "cloud"):
        folder.mkdir()
    athletes = "".join(f'[[athletes]]\nid = "{one}"\nname = "{one.title()}"\n' for one in ("cleo", "emil"))
    (home / "config.toml").write_text(f'[store]\npath = "data"\n{athletes}')
    for one in ("cleo", "emil"):
        run = min((squad_folder / one).glob("*.fit"))
        assert niggle_in(home, "import", run, "--athlete", one).returncode == 0
    shown = commands(project_root / "docs" / "keeping.md", "console")
    assert len(shown) >= 10
    for line in shown:
        words = shlex.split(line.replace("/mnt/", f"{tmp_path}/").removeprefix("niggle "))
        place = elsewhere if words[0] == "restore" and "--verify" not in words else home
        sure = ["--yes"] if words[0] == "forget" else []
        answer = niggle_in(place, *words, *sure, stdin="four words do well\n")
        assert answer.returncode == 0, f"{line}: {answer.stderr}"
    runs = [niggle_in(folder, "flags", "--format", "json").stdout for folder in (home, elsewhere)]
    assert [[run["athlete_id"] for run in json.loads(text)] for text in runs] == [["emil"], ["cleo", "emil"]]


def test_ci_calls_the_readmes_test_command(project_root):
    script = (project_root / ".ci" / "run").read_text()
    for part in commands(project_root / "README.md", "sh")[1].split(" && "):
        assert part.replace("install uv", "install --quiet uv") in script or part in script


@pytest.mark.parametrize("page", PAGES)
def test_every_command_shown_is_one(project_root, page):
    shown = [*commands(project_root / page, "sh"), *commands(project_root / page, "console")]
    assert shown
    for line in shown:
        words = shlex.split(line.removeprefix(SET_UP).removeprefix(PREFIX))
        if page == "README.md" and line.removeprefix(SET_UP).startswith(f"{PREFIX}niggle"):
            assert line.startswith(SET_UP), line  # from the set-up on, one way to run commands
        if words[0] != "niggle":
            continue
        command: click.Command = niggle
        rest = words[1:]
        while isinstance(command, click.Group):
            found = command.get_command(click.Context(command), rest[0])
            assert found is not None, line
            command, rest = found, rest[1:]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options | {"--help"}, line


def recipes(project_root: Path) -> dict[str, list[str]]:
    """The commands of the justfile, each with its parameters."""
    program = Path(sys.executable).with_name("just")
    dumped = subprocess.run(
        [program, "--dump", "--dump-format", "json"], cwd=project_root, capture_output=True, text=True, check=True
    )
    found = json.loads(dumped.stdout)["recipes"].values()
    return {one["name"]: [part["name"] for part in one["parameters"]] for one in found if not one["private"]}


def test_the_justfile_has_the_commands_that_are_shown_and_no_others(project_root):
    shown = [line.split() for line in commands(project_root / "CONTRIBUTING.md", "console") if line.startswith("just ")]
    known = recipes(project_root)
    assert {words[1] for words in shown} == set(known)
    for words in shown:
        assert len(words) == 2 or known[words[1]], " ".join(words)
        for path in words[2:]:
            assert (project_root / path).exists() or (project_root / "tests" / path).is_dir(), path


@pytest.mark.parametrize("recipe", ["setup", "test", "room gait", "lint", "bench", "serve"])
def test_every_program_of_the_justfile_is_installed(project_root, recipe):
    just = Path(sys.executable).with_name("just")
    without = {name: value for name, value in os.environ.items() if name != "UV"}
    shown = subprocess.run(
        [just, "--dry-run", *recipe.split()], cwd=project_root, env=without, capture_output=True, text=True, check=True
    )
    programs = re.findall(rf"^{PREFIX}(\S+)", shown.stderr, re.MULTILINE)
    assert programs
    for program in programs:
        assert Path(sys.executable).with_name(program).exists(), program


def test_checks_before_a_commit_need_no_network(project_root):
    (entry,) = yaml.safe_load((project_root / ".pre-commit-config.yaml").read_text())["repos"]
    assert entry["repo"] == "local"
    assert [hook["id"] for hook in entry["hooks"]] == ["ruff-check", "ruff-format", "mypy"]
    for hook in entry["hooks"]:
        assert hook["language"] == "system"
        folder, program = hook["entry"].split()[0].rsplit("/", 1)
        assert folder == ".venv/bin"
        assert Path(sys.executable).with_name(program).exists()


def test_every_decision_is_listed_and_says_what_follows(project_root):
    folder = project_root / "docs" / "decisions"
    pages = {path.name for path in folder.glob("*.md")} - {"README.md"}
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text())
    assert sorted(listed) == sorted(pages)
    for page in pages:
        text = (folder / page).read_text()
        assert re.findall(r"^## (.*)", text, re.MULTILINE) == ["Context", "Decision", "What follows"], page


def test_every_command_is_in_the_readme(project_root):
    readme = (project_root / "README.md").read_text()
    for name in leaves(niggle, "niggle"):
        assert f"`{name}" in readme, name


def test_every_column_of_the_diary_is_in_the_readme(project_root):
    readme = (project_root / "README.md").read_text()
    for column in COLUMNS:
        assert f"`{column}`" in readme, column


def test_the_readmes_configuration_is_a_good_one(project_root, tmp_path):
    (block,) = blocks(project_root / "README.md", "toml")
    (tmp_path / "config.toml").write_text(block)
    assert load_config(tmp_path / "config.toml").athletes[0].id == "me"


def test_links_lead_somewhere(project_root):
    for path in (*project_root.glob("*.md"), *(project_root / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text()):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_no_file_names_a_package_registry(project_root):
    listed = subprocess.run(["git", "ls-files"], cwd=project_root, capture_output=True, text=True, check=True)
    assert "uv.lock" not in listed.stdout.split()
    registry = re.compile("py" + r"pi\.org|python" + "hosted|/simp" + "le/")
    for name in listed.stdout.splitlines():
        path = project_root / name
        if path.suffix in (".toml", ".md", ".py", ".txt", ".cfg", ".json", ".lock", "") and path.is_file():
            assert not registry.search(path.read_text(errors="replace")), name
