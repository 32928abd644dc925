"""The configuration as its file says now: consent that is taken back there holds from the next page on."""

import logging
from pathlib import Path
from threading import Lock

from niggle.config import Config, load_config
from niggle.errors import ConfigError

_log = logging.getLogger(__name__)


class LiveConfig:
    """Gives the configuration, read anew whenever its file has changed.

    Where the pages are and the store they show stay what they were at the start. A file that has a fault changes
    nothing until it is mended.
    """

    def __init__(self, config: Config, path: Path) -> None:
        self._config = config
        self._path = path
        self._stamp = _stamp(path)
        self._lock = Lock()

    def __call__(self) -> Config:
        """The configuration at this moment; safe to be asked by many threads."""
        with self._lock:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    read = load_config(self._path)
                except ConfigError:
                    _log.warning("the configuration has a fault now (`niggle doctor` says which); the former one holds")
                else:
                    self._config = read.model_copy(update={"web": self._config.web, "store": self._config.store})
            return self._config


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
