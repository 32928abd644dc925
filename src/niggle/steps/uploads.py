"""A file that a runner uploads → landing: raw first, and only then read like all else that has landed."""

from contextlib import ExitStack
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory, gettempdir
from typing import BinaryIO
from uuid import UUID

from niggle.config import Athlete, Config
from niggle.durable import writing
from niggle.errors import UsageError
from niggle.sources import SourceError
from niggle.sources.upload import UploadSource, uploaded_as
from niggle.steps.collect import collect_from
from niggle.store.layout import athlete_landing

ENDINGS = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz", ".gz", ".zip")


def land_upload(config: Config, athlete: Athlete, file: BinaryIO, *, name: str, upload_id: UUID) -> None:
    """Keep what is in a file that `name` says the kind of; the same bytes are kept once.

    Raises:
        UsageError: if it is no file of recordings, or holds none.
        DiskError: if the disk takes nothing more.
    """
    ending = next((one for one in ENDINGS if name.lower().endswith(one)), None)
    if ending is None:
        raise UsageError("Choose a .fit, .gpx or .tcx file, or a .gz or .zip with such files in it.")
    root = config.store.path
    with ExitStack() as stack:
        with writing(Path(gettempdir())):
            folder = stack.enter_context(TemporaryDirectory(prefix="niggle-upload-"))
            copy = Path(folder, f"recording{ending}")
            with copy.open("wb") as whole:
                copyfileobj(file, whole)
        try:
            collect_from(root, athlete.id, UploadSource(copy, name=name, upload_id=upload_id))
        except SourceError as error:
            raise UsageError(f"{error}.") from None
    if not uploaded_as(upload_id, athlete_landing(root, athlete.id).arrivals(athlete.id)):
        raise UsageError("No recording is in that file, so nothing was kept.")
