"""The command line as a user calls it, in a folder of the test's own."""

import csv
import shutil
from pathlib import Path

import pytest

from niggle.panel.boxes import LETTERS
from niggle.panel.stories import stories


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


BY_STATUS = {status: letter for letter, status in LETTERS.items()}


@pytest.fixture(scope="module")
def printed(niggle_in, tmp_path_factory):
    """A folder with a questionnaire for three and its table; nothing of niggle's is set up in it."""
    folder = tmp_path_factory.mktemp("evening")
    answer = niggle_in(folder, "panel", "print", "club.pdf", "--raters", "3", "--seed", "5")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "club.pdf\nclub.csv\n", "")
    return folder


@pytest.fixture
def fill_in(printed, tmp_path):
    """The printed table filled in with what the stories' own judgement says, in the test's folder."""

    def fill(*, raters="123"):
        told = {story.code: story for story in stories()}
        with (printed / "club.csv").open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["rater"] in raters]
        for row in rows:
            row["status"] = BY_STATUS[told[row["story"]].status]
            row["also_acceptable"] = "".join(BY_STATUS[status] for status in told[row["story"]].acceptable)
        path = tmp_path / f"rater{raters}.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return fill


@pytest.fixture
def typed_in(niggle_in, monkeypatch):
    """Call `niggle` in a folder as somebody at a terminal who types these lines."""

    def call(folder, *arguments, lines):
        for module in ("pain_add", "pain_edit", "pain_week"):
            monkeypatch.setattr(f"niggle.cli.{module}.is_terminal", lambda: True)
        return niggle_in(folder, *arguments, stdin="".join(f"{line}\n" for line in lines))

    return call
