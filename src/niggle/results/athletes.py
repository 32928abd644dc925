"""Store → what an athlete's pages are drawn from."""

from niggle.config import Athlete
from niggle.consent import OWN, Sight
from niggle.reports.athlete.view import AthleteView, RunLine
from niggle.results.objects import result_rows
from niggle.store import Reader
from niggle.store.database import utc_aware


def athlete_view(reader: Reader, athlete: Athlete, *, sight: Sight = OWN) -> AthleteView:
    """What an athlete's own page shows."""
    lines = [
        RunLine(
            run_id=row["run_id"],
            local_start=utc_aware(row["started_at"]).astimezone(athlete.zone),
            distance_m=row["distance_m"],
            moving_time_s=row["moving_time_s"],
            status=row["status"],
            provisional=row["provisional"],
            summary=row["summary"],
        )
        for row in result_rows(reader, athlete, sight=sight)
    ]
    return AthleteView(athlete_id=athlete.id, name=athlete.name, runs=lines, squad=athlete.squad)
