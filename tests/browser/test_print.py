"""Forty athletes on one sheet of paper, counted in the PDF that Chromium prints."""

import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.squad.page import squad_page
from niggle.reports.squad.view import Change, DayMark, SquadRow, SquadView

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
    return sheets_of(pdf.read_bytes())


def sheets_of(data: bytes) -> tuple[int, tuple[float, float]]:
    """How many pages a PDF has, and the width and height of the first in points."""
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
        html = with_style(html)
    pages, (width, height) = printed(html, tmp_path)
    assert (round(width), round(height)) == (595, 842)
    assert pages == 1


def test_more_than_forty_go_on_to_the_next_sheet(tmp_path):
    rows = [replace(WORST, athlete_id=f"a{number}") for number in range(100)]
    pages, _ = printed(squad_page(SquadView(name="Track club", as_of=AS_OF, rows=rows)), tmp_path)
    assert pages == 3


def with_style(html: str) -> str:
    """A served page that carries its style, since nobody serves it here."""
    from niggle.reports.render import style_sheet

    style = f"<style>{style_sheet('niggle')}{style_sheet('squad')}</style>"
    return re.sub(r"<link rel=\"stylesheet\"[^>]*>|<script[^>]*></script>", "", html).replace(
        "</head>", f"{style}</head>"
    )
