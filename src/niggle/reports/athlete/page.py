"""The athlete's own page."""

from itertools import groupby

from niggle.reports import words
from niggle.reports.athlete.view import AthleteView
from niggle.reports.render import render
from niggle.reports.setting import AS_FILE, Setting


def athlete_page(athlete: AthleteView, setting: Setting = AS_FILE) -> str:
    """The athlete's runs under their months, newest first, each linking to its page."""
    runs = sorted(athlete.runs, key=lambda run: (run.local_start, run.run_id), reverse=True)
    months = [(name, list(lines)) for name, lines in groupby(runs, key=lambda run: words.month(run.local_start))]
    return render("athlete", setting, depth=1, athlete=athlete, months=months)
