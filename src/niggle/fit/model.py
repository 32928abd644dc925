"""What a FIT file holds, as the product sees it."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Indices = NDArray[np.intp]
type Flags = NDArray[np.bool_]

NO_MAKER = "0"
"""What `manufacturer` is where a device says that it has none: watches write it of sensors that do not name theirs."""


@dataclass(frozen=True, slots=True)
class FileId:
    """What the file says of itself."""

    type: str | None
    manufacturer: str | None
    product: str | None  # name, or number as text
    serial_number: int | None
    created_at: datetime | None
    firmware: str | None


@dataclass(frozen=True, slots=True)
class Device:
    """A device that took part; index 0 is the one that wrote the file."""

    index: int | None
    manufacturer: str | None
    product: str | None  # name, or number as text
    device_type: str | None  # what kind of sensor, by its radio's list (mostly ANT+)
    source_type: str | None  # antplus, bluetooth_low_energy, local, …
    serial_number: int | None
    firmware: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """One stretch of one sport.

    `samples` has exactly the columns of `niggle.vocabulary.columns.SAMPLE_COLUMNS`, from FIT's own fields only, one
    value a record. `developer` has what developers' fields say, aligned with the samples, by maker (or
    application id) and field name.
    """

    sport: str | None
    sub_sport: str | None
    is_run: bool
    started_at: datetime
    elapsed_s: float
    timer_s: float
    moving_time_s: float
    distance_m: float | None
    samples: dict[str, Floats]
    developer: dict[tuple[str, str], Floats]
    pauses_s: Floats  # (n, 2): elapsed_s where the timer stopped and started again
    lap_starts_s: Floats
    utc_offset_s: float | None = None  # of the local clock where it was recorded
    rpe: float | None = None  # perceived exertion from 0 to 10, as the runner told the watch
    feel: float | None = None  # from 0 (very weak) to 100 (very strong)
    workout_id: str | None = None  # the same for every copy that a program makes of one workout
    is_dated: bool = True  # False: the device did not know the date, and its clock's zone is not known


@dataclass(frozen=True, slots=True)
class Activity:
    """A decoded file; `defects` are plain sentences, none for a sound file."""

    file_id: FileId
    devices: tuple[Device, ...]
    sessions: tuple[Session, ...]
    defects: tuple[str, ...]
