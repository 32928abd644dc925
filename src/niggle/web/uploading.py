"""A runner hands over a recording of their own, which is kept at once and read beside answering."""

from hashlib import sha256
from threading import Lock
from typing import BinaryIO
from uuid import UUID, uuid5

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.errors import UsageError
from niggle.reports.upload.page import upload_page
from niggle.reports.upload.query import uploaded
from niggle.steps.uploads import land_upload
from niggle.store.layout import athlete_landing
from niggle.web.page_request import PageRequest

_PART_BYTES = 1 << 20
_ONE_AT_A_TIME = Lock()  # a file is in memory while it is read


def page(request: PageRequest) -> Response:
    """The form; `?told=ID` also says what became of an upload."""
    athlete = request.own_athlete()
    upload_id = _id_of(request.query.get("told", ""))
    told = None
    if upload_id is not None:
        landing = athlete_landing(request.config.store.path, athlete.id)
        with request.results() as results:
            told = uploaded(results.of(athlete.id), landing, athlete, upload_id, request.now)
    return HTMLResponse(upload_page(athlete.id, athlete.name, request.context(athlete), told=told))


def sent(request: PageRequest) -> Response:
    """A file, to be kept before anything reads it."""
    athlete, form_id = request.own_athlete(), request.entry_id()
    try:
        if request.file is None or not request.file.filename:
            raise UsageError("Choose a file first.")
        upload_id = uuid5(form_id, _digest(request.file.file))
        with _ONE_AT_A_TIME:
            land_upload(request.config, athlete, request.file.file, name=request.file.filename, upload_id=upload_id)
    except UsageError as error:
        page = upload_page(athlete.id, athlete.name, request.context(athlete), fault=str(error))
        return HTMLResponse(page, status_code=422)
    request.decide(request.config, athlete)
    return RedirectResponse(f"upload.html?told={upload_id}", status_code=303)


def _digest(file: BinaryIO) -> str:
    """The SHA-256 of a file, which is at its beginning before and after."""
    digest = sha256()
    while part := file.read(_PART_BYTES):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
