"""`niggle report`: pages in a folder, and the way in on standard output."""

import re


def test_report_writes_pages_and_prints_the_way_in(niggle_in, squad, tmp_path):
    answer = niggle_in(squad, "report", "--out", tmp_path / "pages")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == str(tmp_path / "pages" / "index.html")
    assert len(list((tmp_path / "pages" / "runs").glob("*.html"))) == 44
    assert (tmp_path / "pages" / "squads" / "club.html").exists()
    one = niggle_in(squad, "report", "--athlete", "emil", "--out", tmp_path / "one")
    assert one.returncode == 0
    assert len(list((tmp_path / "one" / "runs").glob("*.html"))) == 22


def test_pages_of_one_athlete_lead_nowhere_else(niggle_in, squad, tmp_path):
    niggle_in(squad, "report", "--athlete", "emil", "--out", tmp_path)
    for page in tmp_path.rglob("*.html"):
        for target in re.findall(r'href="([^"#:]+)"', page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
