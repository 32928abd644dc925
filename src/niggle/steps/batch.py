"""A batch of athletes: the unit of work that a night hands out, to this process, to another, or to another machine.

In go the path of the configuration and ids, out comes plain data. A batch that is run twice, or again after it was
killed in the middle, ends as if it had been run once: each athlete's night finds by itself what is still to do.
"""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from niggle.config import Athlete, Config, load_config
from niggle.errors import DamagedError, DiskError, NiggleError, StoreBusyError
from niggle.steps.athlete_night import athlete_night
from niggle.steps.athlete_result import AthleteNight
from niggle.steps.telling import Tell, to_nobody


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch did, athlete by athlete in the order asked for."""

    nights: tuple[AthleteNight, ...]

    @classmethod
    def failed(cls, athlete_ids: Sequence[str], reason: str, error: BaseException) -> Self:
        """A batch that an error ended for all of its athletes."""
        return cls(tuple(AthleteNight.failed(athlete_id, reason, error) for athlete_id in athlete_ids))


def run_batch(config_path: str, athlete_ids: Sequence[str], *, tell: Tell = to_nobody) -> BatchResult:
    """The nights of these athletes; that of one who fails is a result like the others, and they go on.

    Raises:
        ConfigError: if the configuration cannot be read.
        NotFoundError: if it has no such athlete.
        DiskError: if the disk refuses, for then nobody can have their night.
    """
    config = load_config(Path(config_path))
    return nights_of(config, [config.athlete(athlete_id) for athlete_id in athlete_ids], tell=tell)


def nights_of(config: Config, athletes: Sequence[Athlete], *, tell: Tell = to_nobody) -> BatchResult:
    """The same as `run_batch`, for whoever has the configuration already."""
    return BatchResult(tuple(night_of(config, athlete, tell=tell) for athlete in athletes))


def night_of(config: Config, athlete: Athlete, *, tell: Tell = to_nobody, draws: bool = True) -> AthleteNight:
    """An athlete's night (see `athlete_night`), or how it failed.

    Raises:
        DiskError: if the disk refuses, for then nobody can have their night.
    """

    def tell_of(what: str, done: int = 0, total: int = 0) -> None:
        tell(f"{athlete.id}: {what}", done, total)

    try:
        return athlete_night(config, athlete, tell=tell_of, draws=draws)
    except DiskError:
        raise
    except NiggleError as error:
        may_pass = isinstance(error, StoreBusyError | DamagedError)  # what is damaged is put aside by then
        return AthleteNight.failed(athlete.id, str(error), error, may_pass=may_pass)
    except Exception as error:  # the boundary where a programming error becomes one athlete's
        reason = f"internal error ({type(error).__name__}); the others' nights go on"
        return replace(AthleteNight.failed(athlete.id, reason, error), trace=traceback.format_exc())
