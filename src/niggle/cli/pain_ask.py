"""The questions of the forms in a terminal, one after another: each answer is checked at once, and asked again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import click

from niggle.triage.rules import back_sites, joint_sites
from niggle.vocabulary.diary import HEADINGS, QUESTIONS, YES_NO, Option, Question
from niggle.vocabulary.places import SITE_TERMS

type Said = Mapping[str, str]
type Check = Callable[[str, str], Sequence[str]]

# What only some answers lead to is asked only then.
_ASKED_IF: Mapping[str, Callable[[Said], bool]] = {
    "course": lambda said: not (said.get("first") and said.get("end")),
    "calf_signs": lambda said: said.get("site") == "calf",
    "joint_signs": lambda said: said.get("site") in joint_sites(),
    "chest_signs": lambda said: said.get("site") == "other" and said.get("kind") not in ("skin", "stitch_cramp"),
    "back_signs": lambda said: said.get("site") in back_sites() and said.get("kind") == "numb",
}
_NO_PAIN = {"peak": "0"}
_ENTER_LEAVES_OUT = "Enter alone leaves an answer out."
_ENTER_KEEPS = "Enter alone keeps an answer, - takes it out."


def ask_report(check: Check, *, asks_morning: bool, former: Said | None = None) -> dict[str, str]:
    """What is said of a run, by column; of one that is changed, `former` is what was said, which Enter keeps.

    `check` tells what is wrong with the answer in a column. The next morning is asked after once it has come.
    """
    if former is None and not _ask_any_pain():
        return dict(_NO_PAIN)
    click.echo(_ENTER_LEAVES_OUT if former is None else _ENTER_KEEPS, err=True)
    said: dict[str, str] = {}
    headed = set()
    for name, question in QUESTIONS.items():
        if not _is_asked(question, said, asks_morning=asks_morning):
            continue
        if question.section in HEADINGS and question.section not in headed:
            headed.add(question.section)
            click.echo(HEADINGS[question.section], err=True)
        prompt, before = f"{question.label}{_hint(question)}", (former or {}).get(name, "")
        needs_place = name == "site" and (former is None or "site" in former)
        wrong = partial(_needs_place, check) if needs_place else partial(check, name)
        answer = ask(prompt, question.options, wrong, former=before)
        if answer:
            said[name] = answer
    return said


def ask(prompt: str, options: Iterable[Option], wrong: Callable[[str], Sequence[str]], *, former: str = "") -> str:
    """The answer to one question, "" if there is none; asked again while something is wrong with it."""
    options = tuple(options)
    shown = f"{prompt} ({_label(options, former)})" if former else prompt
    while True:
        typed: str = click.prompt(shown, default="", show_default=False, err=True).strip()
        answer = former if not typed else "" if typed == "-" and former else _value(options, typed)
        problems = wrong(answer)
        if not problems:
            return answer
        click.echo("; ".join(problems), err=True)


def ask_which(question: str, options: Mapping[str, str]) -> str:
    """The key of the option that is chosen, of several in words."""
    keys = list(options)
    for number, key in enumerate(keys, start=1):
        click.echo(f"  {number}  {options[key]}", err=True)
    numbers = [str(number) for number in range(1, len(keys) + 1)]
    chosen: str = click.prompt(question, type=click.Choice(numbers), err=True)
    return keys[int(chosen) - 1]


def _needs_place(check: Check, text: str) -> Sequence[str]:
    if text:
        return check("site", text)
    return [f"Pain needs a place. If it is none of these, say {SITE_TERMS['other'].label}."]


def _is_asked(question: Question, said: Said, *, asks_morning: bool) -> bool:
    if question.section == "explained":
        return False  # of a stride that has changed, and by an option
    if question.name == "next_morning":
        return asks_morning
    if question.of_yes is not None:
        return said.get(question.of_yes) == "yes"
    return question.name not in _ASKED_IF or _ASKED_IF[question.name](said)


def _ask_any_pain() -> bool:
    while True:
        typed: str = click.prompt("Any pain? [y/n]", default="", show_default=False, err=True)
        if (answer := _value(YES_NO, typed)) in ("yes", "no"):
            return answer == "yes"
        click.echo("Please answer y or n.", err=True)


def _hint(question: Question) -> str:
    if question.kind == "yes_no":
        return " [y/n]"
    if question.options:
        return f" [{' / '.join(option.label for option in question.options)}]"
    return f" [{question.hint}]" if question.hint else ""


def _value(options: Sequence[Option], typed: str) -> str:
    """The value of an option that was typed as it is shown, or by its first letters where only one has them."""
    word = typed.strip().lower()
    found = [option.value for option in options if word in (option.value, option.label.lower())]
    found = found or [option.value for option in options if word and option.label.lower().startswith(word)]
    return found[0] if len(found) == 1 else typed


def _label(options: Sequence[Option], value: str) -> str:
    return {option.value: option.label for option in options}.get(value, value)
