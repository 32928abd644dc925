"""`POST /shared/{athlete}`: what an athlete's own niggle sends, into the inbox that a source of kind shared reads.

Whoever sends has the token that `niggle access token` made for that athlete, and the file has the signature of the key
in the configuration: the token keeps strangers from the inbox, the signature says whose words these are.
"""

import logging
from collections.abc import Mapping

from filelock import FileLock
from starlette.background import BackgroundTask
from starlette.responses import Response

from niggle.config import Athlete, Config, SharedConfig
from niggle.durable import write_atomically, writing
from niggle.errors import NotFoundError, StoreError
from niggle.sharing.bundle import MOST_BYTES, Bundle, BundleError, read_bundle
from niggle.sources.base import SourceError
from niggle.sources.incoming import SharedSource, inbox_path, read_bounded
from niggle.steps.collect import collect_from
from niggle.steps.take_in import take_in
from niggle.web.accounts import Accounts
from niggle.web.faults import RefusedError
from niggle.web.page_request import PageRequest

_log = logging.getLogger(__name__)
_BEARER = "bearer "


def receive(request: PageRequest) -> Response:
    """Keep what was sent and have it taken in.

    Raises:
        RefusedError: without the athlete's token, or if it is not what that athlete's niggle signed last.
        NotFoundError: if the athlete does not share in this way.
    """
    config, athlete_id = request.config, request.path["athlete"]
    check_token(config, request.path, request.headers)  # once more: it may have been taken back while all this was sent
    athlete, source = _sharing(config, athlete_id)
    if len(request.body) > MOST_BYTES:
        raise RefusedError(413, "Too large", f"More than {MOST_BYTES // 2**20} MB cannot be sent here.")
    try:
        bundle = read_bundle(request.body, key=source.key, athlete_id=athlete_id, now=request.now)
    except BundleError as error:
        raise RefusedError(422, "Not accepted", f"What was sent {error}.") from None
    _keep(config, athlete_id, source, bundle, request.body)
    return Response(status_code=204, background=BackgroundTask(_take_in, config, athlete, source))


def check_token(config: Config, path: Mapping[str, str], headers: Mapping[str, str]) -> None:
    """Let pass who has the token of the athlete in the address.

    Raises:
        RefusedError: without it, also if there is no such athlete.
    """
    if not Accounts(config.store.path).token_matches(path["athlete"], _token(headers)):
        raise RefusedError(401, "Not accepted", "That is not the token of this athlete; ask the coach for a new one.")


def _token(headers: Mapping[str, str]) -> str:
    header = headers.get("authorization", "")
    return header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""


def _sharing(config: Config, athlete_id: str) -> tuple[Athlete, SharedConfig]:
    for athlete in config.athletes:
        if athlete.id == athlete_id and athlete.shared is not None and athlete.shared.path is None:
            return athlete, athlete.shared
    raise NotFoundError("there is no such inbox here")


def _keep(config: Config, athlete_id: str, source: SharedConfig, bundle: Bundle, data: bytes) -> None:
    path = inbox_path(config.store.path, athlete_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(path.parent / ".lock", mode=0o600):
        there = _read(config, athlete_id, source)
        if there is not None and there.issued_at > bundle.issued_at:
            raise RefusedError(409, "Not accepted", "There is a newer one here already.")
        if read_bounded(path) != data:
            with writing(path):
                write_atomically(path, data)


def _read(config: Config, athlete_id: str, source: SharedConfig) -> Bundle | None:
    """What is in the inbox; None if nothing, or nothing that counts (signed with a key that was exchanged since)."""
    try:
        return SharedSource(source, athlete_id=athlete_id, store_folder=config.store.path).bundle()
    except SourceError:
        return None


def _take_in(config: Config, athlete: Athlete, source: SharedConfig) -> None:
    """Have it seen at once; what cannot be done now is for the next sync."""
    shared = SharedSource(source, athlete_id=athlete.id, store_folder=config.store.path)
    try:
        collect_from(config.store.path, athlete.id, shared)
        take_in(config, [athlete])  # also what came before and was taken out since: it is no new file
    except (SourceError, StoreError) as error:
        _log.warning("what %s shares waits for the next sync (%s)", athlete.id, type(error).__name__)
