"""Forty athletes, and an episode, on one sheet of paper each, counted in the PDF that Chromium prints."""

import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from niggle.pain.episodes import Ending
from niggle.pain.model import PainReport
from niggle.reports.athlete.view import TrendPoint, Week
from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.episode.content import PARTS
from niggle.reports.episode.page import shown_page
from niggle.reports.episode.view import EpisodeRun, EpisodeView
from niggle.reports.squad.page import squad_page
from niggle.reports.squad.view import Change, DayMark, SquadRow, SquadView
from niggle.vocabulary.statuses import SHOWN

AS_OF = date(2026, 3, 2)
WORST = SquadRow(
    athlete_id="a",
    name="Anna-Maria Castellanos-Müller",
    status="concern",
    grounds=("limping", "sharp", "alters_stride", "worsens", "persists_despite_reduced_training"),
    since=AS_OF,
    last_run=AS_OF,
    run_id="r",
    verdict="possibly_altered",
    change=Change("stance_time_balance_left_pct", -2.4, "pp"),
    pain_site="lower_back",
    pain_side="both",
    pain_worst=6,
    unreported=7,
    recent_runs=8,
    is_weekly_due=True,
    days=[DayMark(AS_OF - timedelta(days=ago), "concern") for ago in range(56)],
)


def printed(html: str, folder: Path) -> tuple[int, tuple[float, float]]:
    """How many pages, and the width and height of the first in points."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium) to test what is printed")
    (folder / "page.html").write_text(html, encoding="utf-8")
    pdf = folder / "page.pdf"
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += [f"--print-to-pdf={pdf}", "--no-pdf-header-footer", (folder / "page.html").as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    data = pdf.read_bytes()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            data += zlib.decompress(stream)
        except zlib.error:
            continue  # not a compressed one
    width, height = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)[0]
    return len(re.findall(rb"/Type\s*/Page\b", data)), (float(width), float(height))


@pytest.mark.parametrize("context", [AS_FILE, PageContext(is_served=True, viewer="kim")], ids=["file", "served"])
def test_forty_athletes_fit_on_one_sheet_of_a4_even_if_each_has_two_lines(tmp_path, context):
    rows = [replace(WORST, athlete_id=f"a{number}") for number in range(40)]
    html = squad_page(SquadView(name="Track club", as_of=AS_OF, rows=rows), context)
    if context.is_served:
        html = with_style(html, "squad")
    pages, (width, height) = printed(html, tmp_path)
    assert (round(width), round(height)) == (595, 842)
    assert pages == 1


def test_more_than_forty_go_on_to_the_next_sheet(tmp_path):
    rows = [replace(WORST, athlete_id=f"a{number}") for number in range(100)]
    pages, _ = printed(squad_page(SquadView(name="Track club", as_of=AS_OF, rows=rows)), tmp_path)
    assert pages == 3


HELD = {"helped": "Heel raises, " * 23, "cut": "No hills now " * 23}


def test_an_episode_fits_on_one_sheet_of_a4_whatever_is_shown(tmp_path):
    html = with_style(shown_page(long_episode(), tuple(PARTS), until="Monday 9 February 2026"), "athlete", "episode")
    pages, (width, height) = printed(html, tmp_path)
    assert (round(width), round(height)) == (595, 842)
    assert pages == 1


def long_episode():
    """Half a year of it, told on every run, with every sign and all that fits into the runner's own words."""
    start = datetime(2026, 1, 5, 7, tzinfo=UTC)
    answers = dict.fromkeys(("limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping"), True)
    report = PainReport(
        report_id="r", athlete_id="a", site="other", side="both", before=10, first=10, peak=10, end=10,
        next_morning=10, quality="sharp", reduced_training="moderately", **answers,
    )  # fmt: skip
    days = [start + timedelta(days=2 * number) for number in range(90)]
    return EpisodeView(
        athlete_id="a",
        name="Anna-Maria Castellanos-Müller",
        key="0123456789ab",
        site="other",
        side="both",
        ending=Ending("quiet", 2),
        runs=[
            EpisodeRun(at=at, run_id=f"a-{at:%j}", status=status, minutes=125.0, report=report, is_painful=True)
            for at, status in zip(days, cycle(SHOWN), strict=False)
        ],
        weeks=[
            Week(monday=AS_OF + timedelta(weeks=number), minutes=100.0, usual_min=400.0, is_cut=True)
            for number in range(-8, 18)
        ],
        balance=[TrendPoint(at=at, value=52.3, band=(49.1, 50.3), is_altered=True, sensor="s") for at in days],
        **HELD,
    )


def with_style(html: str, *names: str) -> str:
    """A served page that carries its style, since nobody serves it here."""
    from niggle.reports.render import style_sheet

    style = f"<style>{''.join(map(style_sheet, ('niggle', *names)))}</style>"
    return re.sub(r"<link rel=\"stylesheet\"[^>]*>|<script[^>]*></script>", "", html).replace(
        "</head>", f"{style}</head>"
    )
