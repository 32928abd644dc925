"""A store in an object store as readers on this machine see it: copies of what is published, brought when asked for.

    <local folder>/athletes/<id>/standing.json      as the lake has it: all of them are looked after at once
    <local folder>/athletes/<id>/published.duckdb   as the home has it: brought when the standing does not answer
    <local folder>/standings.json                   of which version each standing is

Whoever reads sees one athlete's night whole or not at all; the standing may be a batch behind the snapshot.
"""

import json
import shutil
import time
from pathlib import Path

from niggle.durable import prepare_folder, write_atomically
from niggle.errors import StoreError
from niggle.homes import TAKEN, Elsewhere, Homes
from niggle.store.database import Store
from niggle.store.lake import Lake

VERSIONS = "standings.json"
_FRESH_FOR_S = 60.0  # of a process that is asked all the time
_refreshed: dict[Path, float] = {}


class Copy(Store):
    """What is published of an athlete, as a copy that is brought when somebody asks for it; it cannot be made here."""

    def __init__(self, folder: Path, homes: Homes) -> None:
        super().__init__(folder)
        self._homes = homes

    @property
    def is_published(self) -> bool:
        """Whether there is a snapshot; it is as the home has it now."""
        self._homes.bring(self.folder.name, self.folder, self.PUBLISHED)
        return super().is_published

    def publish(self, *, anew: bool = False, timeout_s: float = 0.0) -> bool:
        """Never: the database that it is made of is not here."""
        for useless in (self.published, self.folder / TAKEN):  # the next reader brings it again
            useless.unlink(missing_ok=True)
        raise StoreError(
            f"{self.folder}: cannot be read as it is; run `niggle sync`, which makes it anew, and try again"
        )


class Desk:
    """The athletes' folders that readers on this machine look into."""

    def __init__(self, root: Path, athletes: Path, where: Elsewhere) -> None:
        self._root = root
        self._athletes = athletes
        self._homes = Homes(where.objects)
        self._lake = lake_of(where)

    def store(self, athlete_id: str) -> Copy:
        """What is published of an athlete."""
        return Copy(self._athletes / athlete_id, self._homes)

    def refresh(self) -> None:
        """Bring the standings that have changed; a minute after the last time at the earliest."""
        if time.monotonic() - _refreshed.get(self._root, float("-inf")) < _FRESH_FOR_S:
            return
        known, newest = self._known(), self._lake.versions()
        changed = {who: version for who, version in newest.items() if known.get(who) != version}
        for row in self._lake.standings(changed):
            folder = self._athletes / row.athlete_id
            prepare_folder(folder)
            write_atomically(folder / Store.STANDING, row.standing.encode())
        for gone in known.keys() - newest.keys():
            shutil.rmtree(self._athletes / gone, ignore_errors=True)
        prepare_folder(self._athletes)
        write_atomically(self._versions, json.dumps(newest).encode())
        _refreshed[self._root] = time.monotonic()

    def _known(self) -> dict[str, int]:
        try:
            known: dict[str, int] = json.loads(self._versions.read_bytes())
        except (OSError, ValueError):
            return {}
        return known

    @property
    def _versions(self) -> Path:
        return self._root / VERSIONS


def lake_of(where: Elsewhere) -> Lake:
    """The lake of a store in an object store; its data are beside the athletes' homes."""
    return Lake(where.lake, f"{where.objects}/lake")
