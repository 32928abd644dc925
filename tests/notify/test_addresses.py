import pytest

from niggle.notify.addresses import filled, holds_secret, missing_of, scheme_of, variables_of


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("ntfy://ntfy.sh/topic-secret", "ntfy"),
        ("mailtos://me:pw@example.org", "mailtos"),
        ("JSON://127.0.0.1", "json"),
        ("$NTFY_URL", "$NTFY_URL"),
        ("${NTFY_URL}", "${NTFY_URL}"),
        ("mailto:me:pw@example.org", "an address"),
        ("just-a-token", "an address"),
        ("secret$NAME", "an address"),
    ],
)
def test_the_scheme_is_all_that_is_said_of_an_address(url: str, scheme: str) -> None:
    assert scheme_of(url) == scheme


def test_variables_are_filled_in_once() -> None:
    url = "tgram://$TOKEN/${CHAT}/?x=$TOKEN"
    assert variables_of(url) == ["TOKEN", "CHAT"]
    assert missing_of(url, {"TOKEN": "1:a", "CHAT": ""}) == ["CHAT"]
    assert filled(url, {"TOKEN": "1:$CHAT", "CHAT": "7"}) == "tgram://1:$CHAT/7/?x=1:$CHAT"


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("ntfy://ntfy.sh/my-topic", True),
        ("ntfy://ntfy.sh/$TOPIC", False),
        ("mailtos://me:pw@example.org?to=$TO", True),
        ("mailtos://me:$PASSWORD@example.org?to=you@example.org", False),
        ("$URL", False),
    ],
)
def test_an_address_without_variables_or_with_a_password_may_hold_a_secret(url: str, secret: bool) -> None:
    assert holds_secret(url) is secret
