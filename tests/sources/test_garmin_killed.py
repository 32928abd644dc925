"""A first sync that is killed while a recording is under way, and the one after it."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from niggle.config import load_config
from niggle.sources import credentials
from niggle.steps.collect import collect
from niggle.store.layout import athlete_landing

_COLLECT = """
import sys
from pathlib import Path
from niggle.steps.collect import collect
from niggle.config import load_config
config = load_config(Path(sys.argv[1]))
collect(config, config.athletes[0])
"""


def test_the_next_sync_goes_on_where_it_was_killed(fake_garmin: Any, garmin_fakes: Any, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    fake_garmin.activities = [garmin_fakes.Activity(id=n, started_at=now - timedelta(days=7 * n)) for n in range(1, 76)]
    path = tmp_path / "config.toml"
    path.write_text(
        '[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n'
        f'[[athletes.sources]]\nkind = "garmin_personal"\nbase_url = "{fake_garmin.url}"\n'
    )
    credentials.save(tmp_path / "data", "me", "garmin_personal", {"key": garmin_fakes.KEY, "expires_on": None})
    reached = threading.Event()

    def hang(_: object) -> Any:
        reached.set()
        return garmin_fakes.Answer(hangs=True)

    fake_garmin.misbehave("original 50", hang)
    with subprocess.Popen([sys.executable, "-c", _COLLECT, str(path)], env=dict(os.environ)) as child:
        assert reached.wait(60)
        child.kill()
    assert child.returncode == -9
    first = fake_garmin.counted()
    assert (first["listing"], first["original"]) == (3, 50)

    config = load_config(path)
    collected = collect(config, config.athletes[0])
    assert (collected.new_files, collected.problems) == (26, ())
    second = fake_garmin.counted()
    assert second["original"] == 26  # the one under way, and the rest
    assert second["listing"] == 3  # the newest page, and two from the one that was under way to the end
    landed = [
        arrival.place
        for arrival in athlete_landing(config.store.path, config.athletes[0].id).arrivals()
        if arrival.kind == "activity"
    ]
    assert sorted(landed) == sorted(f"garmin_personal:{n}" for n in range(1, 76))
