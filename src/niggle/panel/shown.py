"""A story as a rater sees it: the runner's words, the answers, the watch; nothing of what anybody made of it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from niggle.pain.model import PainReport
from niggle.panel.stories import YES_NO, Story
from niggle.triage.phrases import label_text, stride_text


@dataclass(frozen=True, slots=True)
class Shown:
    """`rows` are when, where and the scores; `said` what else was answered, a line for each run that differs."""

    code: str
    text: str
    stride: str
    rows: tuple[tuple[str, ...], ...]
    said: tuple[str, ...]


@cache
def words() -> dict[str, Any]:
    """The words on the paper, as questionnaire.toml groups them."""
    return tomllib.loads(files("niggle.panel").joinpath("questionnaire.toml").read_text(encoding="utf-8"))


def shown(story: Story) -> Shown:
    """What a rater sees of a story: all that niggle goes by, in words."""
    stride = stride_text(story.facts.run.stride)
    newest_first = sorted(story.rows, key=lambda row: row[0])
    rows = tuple((_when(days), _where(answers), *_scores(answers)) for days, answers in reversed(newest_first))
    return Shown(story.code, story.text, f"{stride[0].upper()}{stride[1:]}.", rows, _all_said(newest_first))


def _when(days: int) -> str:
    labels = words()["labels"]
    if days == 0:
        return str(labels["this_run"])
    return str(labels["day_before"] if days == 1 else labels["days_before"].format(days=days))


def _where(answers: Mapping[str, str]) -> str:
    labels = words()["labels"]
    place: dict[str, Any] = {name: answers.get(name) for name in ("site", "side")}
    if place["site"] == "other":
        return str(labels["elsewhere"])
    if place["site"] is None:
        return str(labels["no_pain"] if answers.get("peak") == "0" else labels["no_place"])
    return label_text(PainReport(report_id="", athlete_id="", **place))


def _scores(answers: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(answers.get(name) or words()["labels"]["open"] for name in words()["scores"])


def _all_said(newest_first: Sequence[tuple[int, Mapping[str, str]]]) -> tuple[str, ...]:
    """What else was answered: the run itself, then each earlier run on which something else was said."""
    lines: list[str] = []
    last = None
    for days, answers in newest_first:
        text = _said(answers)
        if text != last:
            lines.append(text if days == 0 else f"{_when(days)[0].upper()}{_when(days)[1:]}: {text}")
        last = text
    return tuple(lines)


def _said(answers: Mapping[str, str]) -> str:
    parts = [f"{nature[0].upper()}{nature[1:]}."] if (nature := _nature(answers)) else []
    parts += _yes_and_no(answers)
    if reduced := answers.get("reduced_training"):
        parts.append(words()["reduced_training"][reduced])
    return " ".join(parts)


def _yes_and_no(answers: Mapping[str, str]) -> list[str]:
    """The nine questions: those answered yes by name, the others by name only where some were left open."""
    said, names = words()["said"], words()["yes_no"]
    yes, no, left = (
        [names[column] for column in YES_NO if answers.get(column, "") == word] for word in ("yes", "no", "")
    )
    parts = [said["yes"].format(items=", ".join(yes))] if yes else []
    if not left:
        return [*parts, said["rest_no" if yes else "all_no"]]
    parts += [said["no"].format(items=", ".join(no))] if no else []
    return [*parts, said["rest_open" if yes or no else "all_open"]]


def _nature(answers: Mapping[str, str]) -> str:
    """What the pain was like: its kind and how it felt."""
    kind, quality = answers.get("kind", ""), answers.get("quality", "")
    found = (words()["kinds"].get(kind, kind), words()["qualities"].get(quality, quality))
    return "; ".join(word for word in found if word)
