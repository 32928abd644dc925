"""Store → pages: draw what has changed, and take away what is of nobody here any more."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path

from niggle.config import Athlete, Config
from niggle.consent import HANDED_ON, OWN, Visibility
from niggle.durable import size_of, writing
from niggle.records.choices import as_chosen, with_choices
from niggle.records.seen import seen_runs
from niggle.records.visibility import coach_visibility
from niggle.reports.athlete.page import athlete_page, year_page
from niggle.reports.athlete.query import athlete_view, year_view
from niggle.reports.coach.page import coach_page
from niggle.reports.coach.query import coach_views
from niggle.reports.files import remove_page, write_pages
from niggle.reports.index.page import index_page
from niggle.reports.index.query import index_view
from niggle.reports.paths import INDEX, athlete_path, coach_path, run_path, squad_path, year_path
from niggle.reports.run.page import run_page
from niggle.reports.run.query import run_views
from niggle.reports.squad.page import squad_page
from niggle.reports.squad.query import squad_view
from niggle.steps.drawn import RUNS, Drawn, source_of_athlete, source_of_runs, sources_of_years
from niggle.steps.incoming import forget_strangers, strangers
from niggle.steps.telling import Tell, to_nobody
from niggle.store import Reader, Readers, Store
from niggle.store.layout import athlete_store, published

_BATCH = 100  # runs: bounds memory


def report(
    config: Config,
    athlete: Athlete,
    *,
    store: Store | None = None,
    tell: Tell = to_nobody,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Draw the athlete's pages that are not drawn as they are now; how many files changed."""
    store = store or athlete_store(config.store.path, athlete.id)
    folder, now = config.store.path / "reports", clock()
    drawn = _drawn_before(store, folder, athlete)
    with store.read_main() as reader:
        waiting = [row["run_id"] for row in reader.rows("runs_without_page", athlete_id=athlete.id)]
        gone = [row["run_id"] for row in reader.rows("gone_runs_of", athlete_id=athlete.id)]
    count = sum(remove_page(folder, run_path(run_id)) for run_id in gone)
    with writing(folder), _results(config, athlete, store) as reader:
        for number, batch in enumerate(batched(waiting, _BATCH)):
            tell("writing pages", number * _BATCH, len(waiting))
            count += _draw_runs(reader, folder, athlete, batch, OWN, now)
        count += _draw_changed(reader, folder, athlete, drawn, now)
    if waiting or gone or drawn.is_changed:
        with store.write(publishes=False) as writer:
            still = {row["run_id"] for row in writer.rows("runs_without_page", athlete_id=athlete.id)}
            writer.insert("pages", [
                {"run_id": run_id, "size_bytes": size_of(folder / run_path(run_id))}
                for run_id in waiting
                if run_id in still
            ])  # fmt: skip
            writer.write("delete_gone_runs", run_ids=gone)
            drawn.write(writer)
    if gone:
        store.shred()  # their ids tell when somebody ran
    return count


@contextmanager
def _results(config: Config, athlete: Athlete, store: Store) -> Iterator[Reader]:
    """What is published of an athlete; where nothing is, every answer is empty."""
    if store.is_published:
        with store.read_published() as reader:
            yield reader
    else:
        with published(config.store.path) as results:
            yield results.of(athlete.id)


def _drawn_before(store: Store, folder: Path, athlete: Athlete) -> Drawn:
    """What is drawn already: of runs no page that is not as it was drawn, and none if they are drawn otherwise now."""
    with store.read_main() as reader:
        drawn = Drawn(reader.rows("drawn_pages"), folder)
        sizes = {row["run_id"]: row["size_bytes"] for row in reader.rows("pages_of", athlete_id=athlete.id)}
    source = source_of_runs(athlete)
    is_other = not drawn.has(RUNS, source)
    outdated = [run_id for run_id, size in sizes.items() if is_other or size_of(folder / run_path(run_id)) != size]
    if outdated:
        with store.write(publishes=False) as writer:
            writer.write("forget_pages_of", run_ids=outdated)
    drawn.note(RUNS, source)
    return drawn


def _draw_changed(reader: Reader, folder: Path, athlete: Athlete, drawn: Drawn, now: datetime) -> int:
    """The athlete's own page and those of the years, as far as they were drawn from something else."""
    page, there = athlete_path(athlete.id), _year_pages(folder, athlete)
    source = source_of_athlete(reader, athlete, now)
    if drawn.has(page, source) and drawn.is_whole and there <= drawn.pages:
        return 0
    view = athlete_view(reader, athlete, visibility=OWN, now=now)
    count = len(write_pages(folder, {page: athlete_page(view)}))
    drawn.note(page, source)
    sources = sources_of_years(reader, athlete, view.years, now)
    for year in view.years:
        path = year_path(athlete.id, year)
        if not drawn.has(path, sources[year]):
            seen = year_view(reader, athlete, year, visibility=OWN, now=now)
            count += len(write_pages(folder, {path: year_page(seen)}))
        drawn.note(path, sources[year])
    kept = {page, *(year_path(athlete.id, year) for year in view.years)}
    drawn.keep_only({RUNS, *kept})
    return count + sum(remove_page(folder, path) for path in there - kept)


def report_squads(config: Config, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Draw the table of every squad and the first page, and take away the pages of who is not here any more.

    How many files changed. With a store in an object store, pages are drawn when somebody asks `niggle serve`.
    """
    if config.store.objects is not None:
        return 0
    config, now = with_choices(config), clock()
    folder, squads = config.store.path / "reports", config.squads
    forget_strangers(config, now=now)
    with writing(folder), published(config.store.path) as results:
        count = _draw_squads(results, config, folder, config.athletes, squads, now)
        count += _draw_coach_pages(results, config, folder, config.athletes, now)
        return count + _sweep(results, config, folder)


def report_into(
    folder: Path,
    config: Config,
    athletes: Collection[Athlete],
    squads: Collection[str],
    *,
    now: datetime,
    is_for_coach: bool = False,
) -> int:
    """Draw every page of these athletes and squads as of now into a folder of the caller's choice; how many changed.

    Only in the store's own folder, and of one athlete alone, are the pages the athlete's own: elsewhere what nobody
    else may see (terms of the source) is left out. `is_for_coach`: pages made for the coach have what each athlete
    shares, and nothing of who shares nothing; in the store's own folder they stay as they are.
    """
    is_here = folder.resolve() == (config.store.path / "reports").resolve()
    is_own = is_here or (len(athletes) == 1 and not squads and not is_for_coach)
    config = with_choices(config)
    athletes = [as_chosen(config, athlete) for athlete in athletes]
    count = 0
    seen = []
    with published(config.store.path) as results:
        for athlete in athletes:
            reader = results.of(athlete.id)
            visibility = OWN if is_own else coach_visibility(reader, athlete) if is_for_coach else HANDED_ON
            if visibility.level == "none":
                continue
            seen.append(athlete)
            run_ids = [run.run_id for run in seen_runs(reader, athlete, visibility=visibility, now=now)]
            for batch in batched(run_ids, _BATCH):
                count += _draw_runs(reader, folder, athlete, batch, visibility, now)
            count += _draw_athlete(reader, folder, athlete, visibility, now)
        count += _draw_squads(results, config, folder, seen, squads, now)
        if is_own:
            count += _draw_coach_pages(results, config, folder, seen, now)
        if is_here and len(athletes) == len(config.athletes):
            count += _sweep(results, config, folder)
    return count


def _draw_runs(
    reader: Reader, folder: Path, athlete: Athlete, run_ids: Collection[str], visibility: Visibility, now: datetime
) -> int:
    views = run_views(reader, athlete, list(run_ids), visibility=visibility, now=now)
    return len(write_pages(folder, {run_path(view.run["run_id"]): run_page(view) for view in views}))


def _draw_athlete(reader: Reader, folder: Path, athlete: Athlete, visibility: Visibility, now: datetime) -> int:
    """The athlete's page, and one for each year."""
    view = athlete_view(reader, athlete, visibility=visibility, now=now)
    pages = {athlete_path(athlete.id): athlete_page(view)}
    for year in view.years:
        of_year = year_view(reader, athlete, year, visibility=visibility, now=now)
        pages[year_path(athlete.id, year)] = year_page(of_year)
    outdated = _year_pages(folder, athlete) - pages.keys()
    return sum(remove_page(folder, path) for path in outdated) + len(write_pages(folder, pages))


def _year_pages(folder: Path, athlete: Athlete) -> set[str]:
    """The pages of years that are there."""
    beside = (folder / coach_path(athlete.id)).parent
    return {path.relative_to(folder).as_posix() for path in beside.glob("[0-9]*.html")}


def _draw_squads(
    readers: Readers,
    config: Config,
    folder: Path,
    athletes: Collection[Athlete],
    squads: Collection[str],
    now: datetime,
) -> int:
    pages = {squad_path(squad): squad_page(squad_view(readers, config, squad, now=now)) for squad in squads}
    index = index_view(readers, ((athlete, HANDED_ON) for athlete in athletes), squads=squads, now=now)
    return len(write_pages(folder, {**pages, INDEX: index_page(index)}))


def _draw_coach_pages(
    readers: Readers, config: Config, folder: Path, athletes: Collection[Athlete], now: datetime
) -> int:
    """What the coach of each of these athletes sees, for those whose own pages these are."""
    views = coach_views(readers, config, athletes, now=now)
    return len(write_pages(folder, {coach_path(view.athlete_id): coach_page(view) for view in views}))


def _sweep(readers: Readers, config: Config, folder: Path) -> int:
    """Take away the pages of athletes and squads that the configuration does not name any more; how many."""
    wanted = {athlete_path(athlete.id) for athlete in config.athletes}
    wanted |= {squad_path(squad) for squad in config.squads}
    folders = {(folder / coach_path(athlete.id)).parent for athlete in config.athletes}
    left = [
        path
        for path in (*folder.glob("athletes/*.html"), *folder.glob("squads/*.html"))
        if path.relative_to(folder).as_posix() not in wanted
    ]
    empty = [path for path in folder.glob("athletes/*/") if path.is_dir() and path not in folders]
    left += [page for path in empty for page in path.glob("*.html")]
    for athlete_id in strangers(config):
        left += _discard_pages(readers.of(athlete_id), athlete_store(config.store.path, athlete_id), folder)
    for path in left:
        path.unlink(missing_ok=True)
    for path in empty:
        if not any(path.iterdir()):
            path.rmdir()
    return len(left)


def _discard_pages(reader: Reader, store: Store, folder: Path) -> list[Path]:
    """The pages of an athlete's runs that are there, which have to be drawn anew should the athlete come back."""
    pages = {row["run_id"]: folder / run_path(row["run_id"]) for row in reader.rows("run_ids")}
    there = {run_id: path for run_id, path in pages.items() if path.is_file()}
    if there:
        with store.write(publishes=False) as writer:
            writer.write("forget_pages_of", run_ids=list(there))
    return list(there.values())
