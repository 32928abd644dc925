"""The product's view of a decoded file: who recorded what, session by session."""

from niggle.fit.clock import clock_of
from niggle.fit.decode import FitFile
from niggle.fit.devices import devices_of, file_id_of
from niggle.fit.model import Activity, Device, FileId, Session
from niggle.fit.sessions import sessions_of

__all__ = ["Activity", "Device", "FileId", "Session", "read_activity"]


def read_activity(file: FitFile) -> Activity:
    """Sessions with their samples, the devices, and every defect of the file as a plain sentence.

    Multisport files give one session a stretch (changes of clothes included, which are no runs). Files
    cut off before their session message give one made up from the records. Files without an activity
    (settings, monitoring) have no sessions.
    """
    clock, doubts = clock_of(file)
    devices = devices_of(file)
    sessions, oddities = sessions_of(file, clock)
    defects = (*file.defects, *doubts, *oddities)
    return Activity(file_id_of(file, clock, devices), devices, sessions, tuple(dict.fromkeys(defects)))
