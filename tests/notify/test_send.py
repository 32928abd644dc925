"""The real Apprise, on loopback."""

import logging

import pytest

from niggle.notify.send import send


def test_a_text_arrives_as_it_is(mailbox) -> None:
    assert send(mailbox.address, "There is something new on <b>Ada's</b> page. *x*", {}) is None
    (letter,) = mailbox.letters
    assert (letter["title"], letter["message"]) == ("niggle", "There is something new on <b>Ada's</b> page. *x*")


def test_variables_come_from_the_environment(mailbox) -> None:
    assert send("$MAILBOX", "x", {"MAILBOX": mailbox.address}) is None
    assert len(mailbox.letters) == 1


def test_a_missing_variable_is_named_and_nothing_is_sent(mailbox) -> None:
    problem = send(f"{mailbox.address}$TOKEN/${{OTHER}}", "x", {})
    assert problem == "$TOKEN, $OTHER are not set in the environment"
    assert mailbox.letters == []


@pytest.mark.parametrize("url", ["nothing-secret-token", "nosuchservice://secret-token", "tgram://secret"])
def test_an_address_that_is_none_is_said_without_it(url: str) -> None:
    problem = send(url, "x", {})
    assert problem is not None
    assert "secret" not in problem


def test_a_service_that_refuses_is_a_line_without_the_address_on_any_way_out(mailbox, capfd, caplog) -> None:
    mailbox.refuses = True
    with caplog.at_level(logging.DEBUG, logger="apprise"):
        problem = send(f"{mailbox.address}secret-token?+X-Key=other-secret", "x", {})
    assert problem is not None
    captured = capfd.readouterr()
    told = (
        problem
        + captured.out
        + captured.err
        + "".join(record.getMessage() for record in caplog.records if record.name.startswith("apprise"))
    )
    assert "secret" not in told
    assert not logging.getLogger("apprise").disabled


def test_nobody_there_is_a_line_too() -> None:
    assert send("json://127.0.0.1:9/", "x", {}) is not None
