"""Forms that came after their session had ended, until their sender is back: in memory alone, an hour, and not many.

Each is kept under the session of nobody's that the browser is given then, and moved to the one that it has after
logging in. It is shown at its own address only, which opens for nobody but whose it is.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

NOT_SENT = "This is what you entered before you were logged out. It is not saved yet: send it now."
_KEPT = timedelta(hours=1)
_MOST = 200  # a form is bounded, so this bounds what strangers can have kept
_NOT_ANSWERS = ("csrf",)


@dataclass(frozen=True, slots=True)
class _Form:
    place: str
    fields: Mapping[str, str]
    at: datetime


class Unsent:
    """The forms that wait, by session."""

    def __init__(self) -> None:
        self._forms: OrderedDict[str, _Form] = OrderedDict()
        self._lock = Lock()

    def keep(self, session_id: str, place: str, fields: Mapping[str, str], now: datetime) -> None:
        """Keep what was sent to a place, in place of what waits for that session."""
        answers = {name: text for name, text in fields.items() if name not in _NOT_ANSWERS}
        with self._lock:
            self._forms.pop(session_id, None)
            self._forms[session_id] = _Form(place, answers, now)
            while len(self._forms) > _MOST:
                self._forms.popitem(last=False)

    def move(self, former: str, session_id: str) -> str | None:
        """Have what waits for a session wait for another; the place where it was to be sent, None if nothing waits."""
        with self._lock:
            form = self._forms.pop(former, None)
            if form is None:
                return None
            self._forms[session_id] = form
            return form.place

    def take(self, session_id: str, place: str, now: datetime) -> Mapping[str, str] | None:
        """What waits for a session at this place, which is over then; None if nothing does."""
        with self._lock:
            form = self._forms.get(session_id)
            if form is None or form.place != place:
                return None
            del self._forms[session_id]
        return form.fields if now - form.at < _KEPT else None
