"""Every page, on a phone and on a desk, light and dark: nothing serious for axe, nothing wider than the screen."""

import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

# What is looked at: a name for the picture, and the address below the server's.
PAGES = {
    "who-is-here": "index.html",
    "squad": "squads/track-club.html",
    "squad-filtered": "squads/track-club.html?status=clear&sort=score",
    "squad-week": "squads/track-club/week.html",
    "squad-notes": "squads/track-club/athletes/dana.html",
    "runner": "athletes/dana.html",
    "runner-without-runs": "athletes/nora.html",
    "runner-year": "athletes/dana/2026.html",
    "what-the-coach-sees": "athletes/dana/coach.html",
    "week": "athletes/dana/week.html",
    "upload": "athletes/dana/upload.html",
    "run": "runs/{run}.html",
    "run-as-coach": "runs/{run}.html?as=coach",
    "report": "runs/{run}/pain.html",
    "episode": "athletes/dana/episodes/{episode}.html",
    "episode-sheet": "athletes/dana/episodes/{episode}/sheet.html?all=yes",
    "not-here": "runs/nothing.html",
}


@pytest.fixture(scope="session")
def run_id(served_to_look_at, runs_of) -> str:
    """A run with pain and an altered stride."""
    runs = [run for run in runs_of(served_to_look_at, "dana") if run["status"] == "concern"]
    return str(runs[-1]["run_id"])


@pytest.fixture(scope="session")
def episode(served_to_look_at, run_id) -> str:
    """The key of what hurt on that run."""
    with urlopen(f"{served_to_look_at.address}/runs/{run_id}.html") as page:
        found = re.search(r"episodes/(\w+)\.html", page.read().decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("on_phone", [True, False], ids=["phone", "desk"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(
    served_to_look_at, new_page, run_id, episode, pictures, serious_findings, name, on_phone, scheme
):
    page = new_page(on_phone=on_phone, scheme=scheme)
    page.goto(f"{served_to_look_at.address}/{PAGES[name].format(run=run_id, episode=episode)}")
    page.screenshot(path=pictures / f"{name}-{'phone' if on_phone else 'desk'}-{scheme}.png", full_page=True)
    assert serious_findings(page) == []
    assert_fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_as_files_are_accessible_too(page_files, new_page, serious_findings, scheme):
    for path in sample(page_files):
        page = new_page(on_phone=True, scheme=scheme)
        page.goto(path.as_uri())
        assert serious_findings(page) == [], path.name
        assert_fits(page)


def test_links_between_served_pages_lead_somewhere(served_to_look_at, new_page):
    page = new_page()
    base = served_to_look_at.address
    todo, seen = [f"{base}/index.html"], set()
    kinds = set()
    while todo:
        address = todo.pop()
        # One page of each kind is enough: an id or a year stands for all others.
        kind = re.sub(r"/(runs|athletes|episodes)/[^/.]+|/\d{4}", "/*", address.removeprefix(base).split("?")[0])
        if address in seen or kind in kinds:
            continue
        seen.add(address)
        kinds.add(kind)
        if re.search(r"\.(csv|parquet)$", kind):
            assert page.request.get(address).ok, address
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        todo += [link.split("#")[0] for link in links if link.startswith(base)]
    assert len(kinds) >= 6


def assert_fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


def sample(folder: Path) -> list[Path]:
    """A few of the pages that were written: the first of each kind."""
    kinds: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.html")):
        parts = path.relative_to(folder).parts
        kinds.setdefault(f"{parts[0]} {parts[-1]}" if len(parts) == 3 else parts[0], path)
    return list(kinds.values())
