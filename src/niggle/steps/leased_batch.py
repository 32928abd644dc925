"""A batch of athletes beyond one machine: leased, each worked on at home, and what squads ask put into the lake.

It may be run twice, also at the same time: who does it again takes the lease over, a home is given back only as it was
taken, and the lake takes a batch once. So what a worker that was thought dead still does counts for nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import batched
from secrets import token_hex

from niggle.config import Athlete, Config
from niggle.homes import Elsewhere, Homes
from niggle.steps.at_home import at_home, borrowing
from niggle.steps.athlete_result import AthleteNight
from niggle.steps.batch import BatchResult, night_of, nights_of
from niggle.steps.night import tonight
from niggle.store.desk import lake_of
from niggle.store.lake import Lake, StandingRow
from niggle.store.layout import athlete_store
from niggle.store.leases import LENGTH_S, leased


@dataclass(frozen=True, slots=True)
class Batch:
    """What a worker is handed: text alone. `config` is the configuration as JSON, with the athletes of the batch."""

    night: str
    number: str
    config: str

    @property
    def athlete_ids(self) -> tuple[str, ...]:
        """Whose batch it is."""
        return tuple(athlete.id for athlete in Config.model_validate_json(self.config).athletes)

    @property
    def id(self) -> str:
        """What tells the batch from any other of any night."""
        return f"{self.night}-{self.number}"


def batches(config: Config, night: str) -> Iterator[Batch]:
    """All athletes in batches of the configured size; each is in one."""
    for number, athletes in enumerate(batched(config.athletes, config.engine.batch_athletes)):
        part = config.model_copy(update={"athletes": athletes})
        yield Batch(night, str(number), part.model_dump_json())


def prepare_lake(config: Config) -> None:
    """Make the lake if there is none: once, before there are workers."""
    if config.store.lake is not None:
        _lake(config, config.store.lake).create()


def tidy_lake(config: Config) -> None:
    """Take out of the lake what is superseded: once, when the night's batches are done."""
    if config.store.lake is not None:
        _lake(config, config.store.lake).tidy()


@contextmanager
def alone_with(config: Config, athlete_id: str) -> Iterator[None]:
    """Have an athlete for oneself, wherever the work is done; nobody else can begin or end any meanwhile.

    Raises:
        StoreBusyError: if others work on the athlete, or the lake does not answer.
    """
    if config.store.lake is None:
        yield
    else:
        with leased(_lake(config, config.store.lake).postgres, [athlete_id], holder=f"one-{token_hex(8)}"):
            yield


def erase(config: Config, athlete_id: str) -> None:
    """Leave nothing of an athlete in homes and lake, whoever is at work; done twice it does no harm.

    The lease goes last, with the rows of the lake: until then nobody can make a home for the athlete again.
    """
    if config.store.objects is not None:
        Homes(config.store.objects).remove(athlete_id)
    if config.store.lake is not None:
        _lake(config, config.store.lake).erase(athlete_id)


def is_in_lake(config: Config, athlete_id: str) -> bool:
    """Whether squads would still see an athlete there."""
    return config.store.lake is not None and athlete_id in _lake(config, config.store.lake).versions()


def run_leased_batch(
    batch: Batch, *, lease_s: float = LENGTH_S, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> BatchResult:
    """The nights of a batch's athletes, as `niggle.steps.batch.run_batch` has them.

    Raises:
        StoreBusyError: if others work on these athletes, or the object store or the lake do not answer: to be tried
            again when their lease is over.
        DiskError: if the disk refuses.
    """
    config = Config.model_validate_json(batch.config)
    if config.store.lake is None:
        return nights_of(config, config.athletes)
    lake = _lake(config, config.store.lake)
    ids = [athlete.id for athlete in config.athletes]
    nights, rows = list[AthleteNight](), list[StandingRow]()
    with borrowing() as root, leased(lake.postgres, ids, holder=batch.id, length_s=lease_s) as lease:
        for athlete in config.athletes:
            lease.renew()
            draws = config.store.objects is None
            (night, row), version = at_home(config, athlete, partial(_night, athlete=athlete, draws=draws), root=root)
            if config.store.objects is not None:
                Homes(config.store.objects).sweep(athlete.id, now=clock())
            nights.append(night)
            if row is not None:
                rows.append(replace(row, version=version))
        lake.commit(batch.id, rows, lease)
    return BatchResult(tuple(nights))


def work_on[T](config: Config, athlete: Athlete, work: Callable[[Config], T]) -> T:
    """What `work` made of a configuration whose store has the athlete's home (see `at_home`): for one who asks now.

    Raises:
        StoreBusyError: if others work on the athlete, or the object store or the lake do not answer.
    """
    if config.store.lake is None:
        return work(config)
    lake, holder = _lake(config, config.store.lake), f"one-{token_hex(8)}"

    def at_work(here: Config) -> tuple[T, StandingRow | None]:
        return work(here), _standing(here, athlete)

    with borrowing() as root, leased(lake.postgres, [athlete.id], holder=holder) as lease:
        (result, row), version = at_home(config, athlete, at_work, root=root)
        lake.commit(holder, [] if row is None else [replace(row, version=version)], lease)
    return result


def _night(config: Config, *, athlete: Athlete, draws: bool) -> tuple[AthleteNight, StandingRow | None]:
    return night_of(config, athlete, draws=draws), _standing(config, athlete)


def _standing(config: Config, athlete: Athlete) -> StandingRow | None:
    """Where an athlete stands, still without a version; None if nothing is published."""
    standing = athlete_store(config.store.path, athlete.id).standing
    if not standing.exists():
        return None
    (row,) = tonight(config.model_copy(update={"athletes": (athlete,)})).rows
    return StandingRow(athlete.id, 0, row["status"], row["since"], row["run"], standing.read_text("utf-8"))


def _lake(config: Config, address: str) -> Lake:
    return lake_of(Elsewhere(config.store.objects or str(config.store.path), address))
