"""Night after night with faults injected at random; after each the store must be whole, and as if nothing had happened.

    python -m tests.soak --nights 200 --seed 1

Two copies of a squad of eight live through the same nights: the same runs, the same diaries, the same forms. In the
one, nights are killed, the disk is full, files are damaged, sources fail, the clock is wrong, two nights run at once,
forms are sent meanwhile. After each night and a calm one behind it, `niggle check` must find nothing, and flags (byte
for byte), manifests and files must be those of the other copy. The first night after which something is wrong ends the
soak: the copies are then kept in --keep. The same seed gives the same faults; the moments of kills are drawn in
CPU-seconds, so a second try may hit a moment beside the first one.

It mounts disks of its own in memory, in a name space of its own: Linux, as root or where users may make such spaces.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

_INSIDE = "SOAK_INSIDE"
_TYPICAL_S = 3.0


def main() -> int:
    """Run the soak; 1 if something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nights", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--until", metavar="HH:MM", help="end with the night that is on at this time (UTC)")
    parser.add_argument("--report", type=Path, help="write the summary there as well")
    parser.add_argument("--keep", type=Path, default=Path("soak-failed"), help="where the copies go if all is not well")
    arguments = parser.parse_args()
    if _INSIDE not in os.environ:
        command = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-m", "tests.soak"]
        os.execvpe(command[0], [*command, *sys.argv[1:]], os.environ | {_INSIDE: "1"})
    from tests.soak.commands import import_everything

    import_everything()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))  # a `TemporaryDirectory` would end with the first process born here
    try:
        return _soak(arguments, folder)
    finally:
        for disk in folder.glob("*/disk"):
            subprocess.run(["umount", "--lazy", disk], check=False)
        shutil.rmtree(folder)


def _soak(arguments: argparse.Namespace, folder: Path) -> int:
    from tests.soak.copies import Copy, Phones
    from tests.soak.faults import drawn
    from tests.soak.night import Outcome, Soak
    from tests.soak.report import summary, told
    from tests.soak.world import World

    disturbed, twin = Copy(folder / "disturbed"), Copy(folder / "twin")
    soak = Soak(disturbed, twin, Phones(disturbed), _TYPICAL_S)
    world = World(arguments.seed, arguments.nights)
    soak.begin(world.history())
    outcomes: list[Outcome] = []
    for number, feed in enumerate(world.feeds(), 1):
        rng = Random(f"faults {arguments.seed} {number}")
        outcomes.append(soak.night(number, feed, drawn(rng), rng))
        print(told(outcomes[-1]), flush=True)
        if outcomes[-1].wrong:
            shutil.copytree(folder, arguments.keep, dirs_exist_ok=True)
        if outcomes[-1].wrong or f"{datetime.now(UTC):%H:%M}" >= (arguments.until or "99"):
            break
    text = summary(outcomes, seed=arguments.seed, forms=soak.phones.sent)
    print(text)
    if arguments.report:
        arguments.report.write_text(f"{text}\n")
    return int(any(outcome.wrong for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
