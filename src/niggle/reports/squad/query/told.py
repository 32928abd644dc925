"""Store → what is said of runs: to their runner in sentences, of the runner in a line to everybody else."""

from collections.abc import Sequence

from niggle.consent import Visibility
from niggle.records.seen import SaidOfRun, said_of
from niggle.reports.squad.content import stride
from niggle.reports.squad.query import with_run
from niggle.reports.squad.query.latest import KEPT, LatestRun, latest_runs
from niggle.reports.squad.view import SquadRow
from niggle.reports.squad.why import in_short
from niggle.store import Reader
from niggle.vocabulary.verdicts import FLAGGED


def told_of_runs(reader: Reader, run_ids: Sequence[str], *, visibility: Visibility) -> dict[str, SaidOfRun]:
    """What is said of each of these runs to whom `visibility` is of, by id; nothing where only the status may be seen.

    Whoever is not the runner reads the words of the squad's table, and in how few words the runner was answered.
    """
    said = said_of(reader, run_ids, visibility=visibility)
    if visibility.is_own or not said:
        return said
    latest = latest_runs(reader, run_ids)
    return {
        run_id: one
        if latest[run_id].grounds(visibility) == KEPT
        else SaidOfRun(_line(latest[run_id], visibility), headline=one.headline)
        for run_id, one in said.items()
        if run_id in latest
    }


def _line(run: LatestRun, visibility: Visibility) -> str:
    """What the table says of a run, as a sentence: "Left Achilles 5/10, limped; stride left −1.7 points."."""
    row = with_run(SquadRow(athlete_id="", name="", status=run.status), run, visibility)
    words = in_short(row)
    if row.verdict in FLAGGED:
        words = f"{words}; stride {stride(row)}"
    return f"{words[:1].upper()}{words[1:]}."
