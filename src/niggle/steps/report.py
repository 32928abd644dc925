"""Store → pages: draw what has changed."""

from collections.abc import Collection
from itertools import batched
from pathlib import Path

from niggle.config import Athlete, Config
from niggle.consent import HANDED_ON, OWN
from niggle.reports.athlete.page import athlete_page
from niggle.reports.files import remove_page, write_pages
from niggle.reports.index.page import index_page
from niggle.reports.paths import INDEX, athlete_path, run_path, squad_path
from niggle.reports.run.page import run_page
from niggle.reports.squad.page import squad_page
from niggle.results.athletes import athlete_view
from niggle.results.objects import result_rows
from niggle.results.runs import run_views
from niggle.results.squads import index_view, squad_view
from niggle.store import Reader, Store

_BATCH = 100  # runs: bounds memory


def report(config: Config, athlete: Athlete) -> int:
    """Draw the pages of an athlete's runs that are not drawn as they are now; how many files changed."""
    store = Store(config.store.path)
    folder = config.store.path / "reports"
    with store.look() as reader:
        waiting = [row["run_id"] for row in reader.rows("runs_without_page", athlete_id=athlete.id)]
        gone = [row["run_id"] for row in reader.rows("gone_runs_of", athlete_id=athlete.id)]
    if not waiting and not gone:
        return 0
    count = sum(remove_page(folder, run_path(run_id)) for run_id in gone)
    with store.read() as reader:
        for batch in batched(waiting, _BATCH):
            count += _draw_runs(reader, folder, athlete, batch)
        count += len(write_pages(folder, {athlete_path(athlete.id): athlete_page(athlete_view(reader, athlete))}))
    with store.write(publishes=False) as writer:
        still = {row["run_id"] for row in writer.rows("runs_without_page", athlete_id=athlete.id)}
        writer.insert("pages", [{"run_id": run_id} for run_id in waiting if run_id in still])
        writer.write("delete_gone_runs", run_ids=gone)
    return count


def report_squads(config: Config) -> int:
    """Draw the table of every squad and the first page; how many files changed."""
    with Store(config.store.path).read() as reader:
        folder, squads = config.store.path / "reports", squads_of(config.athletes)
        return _draw_squads(reader, config, folder, config.athletes, squads)


def report_into(folder: Path, config: Config, athletes: Collection[Athlete], squads: Collection[str]) -> int:
    """Draw every page of these athletes and squads into a folder of the caller's choice; how many files changed.

    Only in the store's own folder, and of one athlete alone, are the pages the athlete's own: elsewhere what nobody
    else may see (terms of the source) is left out.
    """
    count = 0
    is_own = folder.resolve() == (config.store.path / "reports").resolve() or (len(athletes) == 1 and not squads)
    sight = OWN if is_own else HANDED_ON
    with Store(config.store.path).read() as reader:
        for athlete in athletes:
            run_ids = [row["run_id"] for row in result_rows(reader, athlete, sight=sight)]
            for batch in batched(run_ids, _BATCH):
                count += _draw_runs(reader, folder, athlete, batch)
            view = athlete_view(reader, athlete, sight=sight)
            count += len(write_pages(folder, {athlete_path(athlete.id): athlete_page(view)}))
        count += _draw_squads(reader, config, folder, athletes, squads)
    return count


def squads_of(athletes: Collection[Athlete]) -> list[str]:
    """The squads that these athletes are in, by name."""
    return sorted({athlete.squad for athlete in athletes if athlete.squad is not None})


def _draw_runs(reader: Reader, folder: Path, athlete: Athlete, run_ids: Collection[str]) -> int:
    views = run_views(reader, athlete, list(run_ids))
    return len(write_pages(folder, {run_path(view.run["run_id"]): run_page(view) for view in views}))


def _draw_squads(
    reader: Reader, config: Config, folder: Path, athletes: Collection[Athlete], squads: Collection[str]
) -> int:
    pages = {squad_path(squad): squad_page(squad_view(reader, config, squad)) for squad in squads}
    return len(write_pages(folder, {**pages, INDEX: index_page(index_view(reader, athletes))}))
