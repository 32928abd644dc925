"""Where each page is: a path below the reports folder, and the same below the address of `niggle serve`.

Links between pages are built from these functions, relative to the page they stand on, so that a page is the same
in both places. Those marked "served only" are not there as files.
"""

from niggle.vocabulary.slugs import slug

INDEX = "index.html"
LOGIN = "login.html"  # served only


def run_path(run_id: str) -> str:
    """The run's page."""
    return f"runs/{slug(run_id)}.html"


def athlete_path(athlete_id: str) -> str:
    """The athlete's own page."""
    return f"athletes/{slug(athlete_id)}.html"


def year_path(athlete_id: str, year: int) -> str:
    """Every run of the athlete in a year."""
    return f"athletes/{slug(athlete_id)}/{year}.html"


def coach_path(athlete_id: str) -> str:
    """What the athlete's coach sees, for the athlete."""
    return f"athletes/{slug(athlete_id)}/coach.html"


def episode_path(athlete_id: str, key: str) -> str:
    """One complaint of the athlete over time; served only, and what the athlete notes on it is sent there."""
    return f"athletes/{slug(athlete_id)}/episodes/{key}.html"


def sheet_path(athlete_id: str, key: str) -> str:
    """The same on one printed page, with what the athlete chooses to show; served only."""
    return f"athletes/{slug(athlete_id)}/episodes/{key}/sheet.html"


def links_path(athlete_id: str) -> str:
    """Where a link that shows an episode is taken back; served only."""
    return f"athletes/{slug(athlete_id)}/links.html"


def shown_path(token: str) -> str:
    """An episode for whoever has a link to it; served only."""
    return f"shown/{token}"


def week_path(athlete_id: str) -> str:
    """The weekly check-in; served only, and sent to the same address."""
    return f"athletes/{slug(athlete_id)}/week.html"


def day_path(athlete_id: str) -> str:
    """The form to report on a day that has no run, or none yet; served only, and sent to the same address."""
    return f"athletes/{slug(athlete_id)}/pain.html"


def upload_path(athlete_id: str) -> str:
    """The form to upload a recording; served only, and sent to the same address."""
    return f"athletes/{slug(athlete_id)}/upload.html"


def pain_path(run_id: str) -> str:
    """The form to report on a run; served only, and sent to the same address."""
    return f"runs/{slug(run_id)}/pain.html"


def squad_path(squad: str) -> str:
    """The squad's table."""
    return f"squads/{slug(squad)}.html"


def runs_csv_path(athlete_id: str) -> str:
    """The athlete's runs as CSV, one row a run; served only."""
    return f"athletes/{slug(athlete_id)}/runs.csv"


def runs_parquet_path(athlete_id: str) -> str:
    """The athlete's runs as Parquet, one row a run; served only."""
    return f"athletes/{slug(athlete_id)}/runs.parquet"


def squad_csv_path(squad: str) -> str:
    """The squad's runs as CSV, one row a run; served only."""
    return f"squads/{slug(squad)}.csv"


def squad_parquet_path(squad: str) -> str:
    """The squad's runs as Parquet, one row a run; served only."""
    return f"squads/{slug(squad)}.parquet"


def squad_table_path(squad: str) -> str:
    """The squad's table as CSV, one row an athlete; served only."""
    return f"squads/{slug(squad)}/athletes.csv"


def squad_week_path(squad: str) -> str:
    """What changed in the squad this week; served only."""
    return f"squads/{slug(squad)}/week.html"


def tending_path(squad: str, athlete_id: str) -> str:
    """What the squad's coaches did about an athlete, and the form to say more; served only."""
    return f"squads/{slug(squad)}/athletes/{slug(athlete_id)}.html"
