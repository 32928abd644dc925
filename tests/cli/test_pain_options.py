"""The options for answers: every column of the diary that people answer, in its own words."""

import click
import pytest
from click.shell_completion import ShellComplete

from niggle.cli.pain import command
from niggle.cli.pain_options import answers_given
from niggle.vocabulary.diary import QUESTIONS


@pytest.mark.parametrize("name", ["add", "edit"])
def test_every_question_is_an_option_with_the_words_of_the_diary(name):
    options = {
        one.name: one
        for one in command.get_command(click.Context(command), name).params
        if isinstance(one, click.Option)
    }
    for column, question in QUESTIONS.items():
        assert options[column].help == question.asks
        assert options[column].opts == [f"--{column.replace('_', '-')}"]
    assert {"run_id", "date", "started_at", "holds"} <= set(options)


def test_a_shell_completes_what_may_be_answered():
    complete = ShellComplete(command, {}, "pain", "_PAIN_COMPLETE")
    assert [item.value for item in complete.get_completions(["add", "--side"], "r")] == ["right"]


def test_only_what_was_given_is_an_answer():
    options = dict.fromkeys(QUESTIONS) | {"peak": "0", "note": "", "run_id": "r"}
    assert answers_given(options) == {"peak": "0", "note": ""}
