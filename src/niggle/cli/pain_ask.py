"""The questions of the forms in a terminal, one after another: each answer is checked at once, and asked again."""

from collections.abc import Callable, Mapping, Sequence

import click

from niggle.pain.answers import RowProblem
from niggle.reports.entry.fields import COLUMNS_ASKED, HEADINGS, YES_NO, Field
from niggle.triage.rules import back_sites, joint_sites

type Said = Mapping[str, str]
type Check = Callable[[dict[str, str]], Sequence[RowProblem]]

# What only some answers lead to is asked only then.
_ASKED_IF: Mapping[str, Callable[[Said], bool]] = {
    "course": lambda said: not (said.get("first") and said.get("end")),
    "limped_for": lambda said: said.get("limped") == "yes",
    "change_was": lambda said: said.get("changed_how_i_ran") == "yes",
    "night_pain_when": lambda said: said.get("night_pain") == "yes",
    "calf_signs": lambda said: said.get("site") == "calf",
    "joint_signs": lambda said: said.get("site") in joint_sites(),
    "chest_signs": lambda said: said.get("site") == "other" and said.get("kind") not in ("skin", "stitch_cramp"),
    "back_signs": lambda said: said.get("site") in back_sites() and said.get("kind") == "numb",
}
_NO_PAIN = {"peak": "0"}
_ANY_PAIN = Field("peak", "Any pain?", YES_NO)
_ENTER_LEAVES_OUT = "Enter alone leaves an answer out."
_ENTER_KEEPS = "Enter keeps an answer, - takes it out."


def ask_report(check: Check, *, asks_morning: bool, former: Said | None = None) -> dict[str, str]:
    """What is said of a run, by column; of one that is changed, `former` is what was said, which Enter keeps.

    `check` says what is wrong with one answer. The next morning is only asked after once it has come.
    """
    if former is None and not _ask_any_pain():
        return dict(_NO_PAIN)
    click.echo(
        "Enter alone leaves an answer out." if former is None else "Enter keeps an answer, - takes it out.", err=True
    )
    said: dict[str, str] = {}
    for field in COLUMNS_ASKED:
        if field.name == "next_morning" and not asks_morning:
            continue
        if field.name in _ASKED_IF and not _ASKED_IF[field.name](said):
            continue
        if field.name in HEADINGS:
            click.echo(HEADINGS[field.name], err=True)
        answer = ask_field(field, check, former=(former or {}).get(field.name, ""))
        if answer:
            said[field.name] = answer
    return said


def ask_field(field: Field, check: Check, *, former: str = "", hint: str | None = None) -> str:
    """The answer to one question, "" if there is none; asked again until it can be read."""
    shown = f"{field.question}{_hint(field) if hint is None else hint}"
    shown += f" ({_words(field, former)})" if former else ""
    while True:
        answer: str = click.prompt(shown, default="", show_default=False, err=True).strip()
        if not answer:
            return former
        if answer == "-" and former:
            return ""
        answer = _value(field, answer)
        problems = check({field.name: answer})
        if not problems:
            return answer
        click.echo("; ".join(problem.message for problem in problems), err=True)


def ask_which(question: str, options: Sequence[tuple[str, str]]) -> str:
    """One of two: the value of the option that was chosen."""
    for number, (_, words) in enumerate(options, start=1):
        click.echo(f"  {number}  {words}", err=True)
    numbers = [str(number) for number in range(1, len(options) + 1)]
    chosen: str = click.prompt(question, type=click.Choice(numbers), err=True)
    return options[int(chosen) - 1][0]


def _ask_any_pain() -> bool:
    while True:
        typed: str = click.prompt(f"{_ANY_PAIN.question} [y/n]", default="", show_default=False, err=True)
        if (answer := _value(_ANY_PAIN, typed)) in ("yes", "no"):
            return answer == "yes"
        click.echo("Please answer y or n.", err=True)


def _hint(field: Field) -> str:
    if field.options == YES_NO:
        return " [y/n]"
    if field.options and not field.hint:
        return f" [{' / '.join(words for _, words in field.options)}]"
    return f" [{field.hint}]" if field.hint else ""


def _value(field: Field, answer: str) -> str:
    """The value of an option that was typed as the form shows it, or by its first letters where only one has them."""
    typed = answer.strip().lower()
    if not typed:
        return ""
    found = {value for value, words in field.options if typed in (value, words.lower())}
    found = found or {value for value, words in field.options if words.lower().startswith(typed)}
    return found.pop() if len(found) == 1 and not field.hint else answer


def _words(field: Field, value: str) -> str:
    return dict(field.options).get(value, value)
