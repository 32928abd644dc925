"""What a week brought: by group, with one number and its run."""

from dataclasses import replace
from datetime import date, timedelta

from niggle.reports.context import PageContext
from niggle.reports.squad.changes import changes_of, changes_page, status_at
from niggle.reports.squad.view import DayMark, SquadRow, SquadView

AS_OF = date(2026, 3, 2)
SERVED = PageContext(is_served=True)


def row(name, then, now, *, worst=None, silent=0, ago=0, shares="details"):
    days = [] if then is None else [DayMark(AS_OF - timedelta(days=9), then)]
    last = AS_OF - timedelta(days=ago)
    return SquadRow(
        athlete_id=name, name=name, status=now, since=last, last_run=last, run_id=f"run-{name}", pain_worst=worst,
        pain_site="knee" if worst else None, pain_side="left" if worst else None, silent_runs=silent,
        days=[*days, DayMark(last, now)], shares=shares,
    )  # fmt: skip


SQUAD = SquadView(
    name="club",
    as_of=AS_OF,
    rows=[
        row("Ada", "clear", "concern", worst=5),
        row("Ben", "monitor", "adapt", worst=3),
        row("Cy", "concern", "monitor", worst=1),
        row("Di", "adapt", "clear"),
        row("Eve", "clear", "clear", silent=4),
        row("Flo", None, "adapt", worst=2),
        row("Gus", "clear", "concern", worst=6, ago=8),
        row("Hal", "clear", "red_flag", shares="status"),
        SquadRow(athlete_id="i", name="Ivo", shares="none", status="concern"),
        replace(row("Jo", "clear", "clear"), is_paused=True),
        row("Kim", "clear", "not_known"),
        row("Lou", "concern", "not_known"),
        row("Max", "not_known", "clear"),
    ],
)


def test_everybody_is_under_what_the_week_brought_them_worst_first():
    found = {group: [change.line.row.name for change in changes] for group, changes in changes_of(SQUAD).items()}
    assert found == {
        "new": ["Hal", "Ada", "Flo"], "worse": ["Ben"], "better": ["Cy"], "settled": ["Di"], "silent": ["Eve"],
    }  # fmt: skip


def test_the_status_a_week_ago_is_that_of_the_last_run_until_then():
    days = [DayMark(date(2026, 2, 1), "adapt"), DayMark(date(2026, 2, 20), "clear"), DayMark(AS_OF, "concern")]
    assert status_at(days, date(2026, 2, 23)) == "clear"
    assert status_at(days, date(2026, 1, 31)) is None


def test_each_has_one_number_and_the_run_that_it_is_from(parse):
    page = parse(changes_page(SQUAD, SERVED))
    lines = page.texts("li")
    assert "Ada Concern was clear Left knee 5/10 a reason for concern run of Mon 2 Mar" in lines
    assert "Eve Clear 4 runs without a word run of Mon 2 Mar" in lines
    assert "3 new, 1 worse, 1 better, 1 settled, 1 silent" in page.visible
    assert "../../runs/run-Ada.html" in [a["href"] for a, _ in page.all("a")]


def test_of_who_shares_the_status_there_is_no_more_and_of_who_shares_nothing_nothing(parse):
    html = changes_page(SQUAD, SERVED)
    assert "run-Hal" not in html
    assert "Ivo" not in html
    assert any(line.startswith("Hal Red flag was clear Red flag since 2") for line in parse(html).texts("li"))


def test_a_squad_without_runs_says_so(parse):
    assert "has a run yet" in parse(changes_page(SquadView(name="club", as_of=None, rows=()), SERVED)).visible
