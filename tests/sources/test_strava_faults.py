"""Every way in which a request to Strava can fail, as one sentence without what the libraries say."""

from datetime import UTC, datetime

import pytest
import requests

from niggle.sources.base import CredentialsError, RateLimitedError, SourceChangedError, SourceError
from niggle.sources.strava_faults import (
    MissingError,
    RevokedError,
    UnauthorizedError,
    UnwellError,
    checked_tokens,
    exc,
    faults,
    of_transport,
    token_fields,
)
from niggle.sources.strava_limits import RequestLimits

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRET = "https://www.strava.com/oauth?code=s3cret"


def answer(status: int, body: bytes = b"{}") -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body
    return response


def told(error: Exception) -> SourceError:
    with pytest.raises(SourceError) as caught, faults("niggle login strava", RequestLimits(), NOW):
        raise error
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"{}", MissingError),
        (429, b"{}", RateLimitedError),
        (401, b"{}", UnauthorizedError),
        (400, b'{"errors": [{"resource": "RefreshToken", "field": "token"}]}', RevokedError),
        (401, b'{"errors": [{"field": "activity:read_permission"}]}', UnauthorizedError),
        (403, b"{}", CredentialsError),
        (503, b"<html>", UnwellError),
        (418, b"[]", SourceError),
    ],
)
def test_an_answer_by_its_status_and_what_it_names(status, body, kind):
    assert type(told(exc.Fault(SECRET, response=answer(status, body)))) is kind


def test_keys_of_the_application_are_not_those_of_the_athlete():
    error = told(exc.Fault(SECRET, response=answer(401, b'{"errors": [{"resource": "Application"}]}')))
    assert not isinstance(error, CredentialsError)
    assert "STRAVA_CLIENT_ID" in str(error)


def test_an_application_that_was_switched_off_says_so():
    assert "no subscription" in str(told(exc.ApplicationInactive(SECRET, response=answer(403))))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (requests.Timeout(SECRET), UnwellError),
        (requests.ConnectionError(SECRET), UnwellError),
        (requests.exceptions.SSLError(SECRET), SourceError),
        (requests.TooManyRedirects(SECRET), SourceError),
        (requests.exceptions.InvalidURL(SECRET), SourceError),
    ],
)
def test_a_failed_connection(error, kind):
    assert type(of_transport(error)) is kind
    assert str(told(error)) == str(of_transport(error))


def test_tokens_are_of_the_form_that_is_known():
    tokens = {"access_token": "a", "refresh_token": "r", "expires_at": 1}
    assert checked_tokens(tokens | {"more": 1}) == tokens
    for change in ({"access_token": None}, {"refresh_token": ""}, {"expires_at": "soon"}, {"expires_at": True}):
        with pytest.raises(SourceChangedError) as caught:
            checked_tokens(tokens | change)
        assert caught.value.field == next(iter(change))


def test_an_answer_that_cannot_be_taken_apart_names_the_field():
    with pytest.raises(SourceChangedError) as caught, token_fields():
        raise KeyError("expires_at")
    assert caught.value.field == "expires_at"
