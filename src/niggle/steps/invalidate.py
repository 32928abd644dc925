"""What has to be done again when something earlier changes.

Work is found by what is missing, so to forget a result is to have it made again. A run that arrives late changes
the baseline of every later run and the status of the run before it (how that one settled), and nothing else.
"""

from datetime import datetime

from niggle.store import Writer


def discard_verdicts(writer: Writer, athlete_id: str, since: datetime) -> None:
    """Have every stride verdict from `since` on made again."""
    for table in ("stride_verdicts", "stride_metrics"):
        writer.write(f"forget_{table}", athlete_id=athlete_id, since=since)


def discard_statuses(writer: Writer, athlete_id: str, since: datetime) -> None:
    """Have every status from `since` on made again, and that of the run before it."""
    for table in ("criteria", "pages", "statuses"):
        writer.write(f"forget_{table}", athlete_id=athlete_id, since=since)


def delete_runs(writer: Writer, run_ids: list[str]) -> None:
    """Take runs out with all that was measured on them."""
    for table in ("run_sensors", "run_gait", "windows", "samples", "runs"):
        writer.write(f"delete_{table}", run_ids=run_ids)
