"""Which sport a recording is of: by its name where that names one, else by how fast and with what cadence it went."""

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

RUNNING = "running"
# Medians of moving samples: walkers stay below 140 steps a minute and 1.8 m/s, cyclists' cadence (steps: 2 x 60-100) is
# told apart by speed, up to the 10,000 m world record's 6.4 m/s.
_RUN_CADENCE_SPM = (140.0, 230.0)
_RUN_SPEED_MPS = (1.8, 6.4)
# Without a cadence speed alone decides, and a ride has faster stretches: the fastest twentieth of a run is seldom
# above the 3,000 m world record's 6.8 m/s, and no more than half as fast again as its usual speed.
_FAST_MPS, _FAST_RATIO = 7.0, 1.6
_APPLE = "hkworkoutactivitytype"  # stands before its names of sports
_LEAST_MOVING_S, _LEAST_MOVING_WITHOUT_CADENCE_S = 60.0, 300.0
_OPEN_SUB_SPORTS = {
    "treadmill", "street", "trail", "track", "indoor_running", "virtual_activity", "ultra", "obstacle", "road",
    "exercise", "warm_up", "challenge", "commuting", "mixed_surface", "navigate", "track_me", "map",
}  # fmt: skip


def sport_named(name: str | None) -> str | None:
    """FIT's word for the sport that a name says, "running" for every kind of run; None if it says none for sure.

    >>> sport_named("Trail-Run"), sport_named("Mountain Biking"), sport_named("Other")
    ('running', 'cycling', None)
    """
    plain = _plain(name)
    known, running, silent = _tables()
    if plain in running:
        return RUNNING
    if plain in silent:
        return None
    beginnings = [(len(start), sport) for start, sport in known if plain.startswith(start)]
    return max(beginnings)[1] if beginnings else None


def is_silent(sport: str | None, sub_sport: str | None) -> bool:
    """Whether FIT's sport and sub sport leave open whether it was a run."""
    if sport is not None and not _says_nothing(sport):
        return False
    return sub_sport is None or sub_sport in _OPEN_SUB_SPORTS or _says_nothing(sub_sport)


def _says_nothing(word: str) -> bool:
    """Whether a word of FIT's names no sport, or is a number that the profile does not know yet."""
    plain = _plain(word)
    return plain in _tables()[2] or plain.isdigit()


def has_cadence_of_running(cadence_spm: Floats, step_s: Floats | float = 1.0) -> bool:
    """Whether minutes of it went with the cadence of running: what is left to go by on a treadmill without a speed."""
    is_moving = cadence_spm > 0
    if float(np.broadcast_to(np.asarray(step_s, np.float64), cadence_spm.shape)[is_moving].sum()) < _LEAST_MOVING_S:
        return False
    return bool(_RUN_CADENCE_SPM[0] <= np.median(cadence_spm[is_moving]) <= _RUN_CADENCE_SPM[1])


def looks_like_running(speed_mps: Floats, cadence_spm: Floats | None, step_s: Floats | float = 1.0) -> bool:
    """Whether minutes of it went at the speed, and where there is a cadence with the cadence, of running.

    `step_s` is how long each sample lasts, in seconds.
    """
    lasting = np.broadcast_to(np.asarray(step_s, np.float64), speed_mps.shape)
    has_cadence = cadence_spm is not None and bool((cadence_spm > 0).any())
    is_moving = speed_mps > 0
    if has_cadence and cadence_spm is not None:
        is_moving = is_moving & (cadence_spm > 0)
    least_s = _LEAST_MOVING_S if has_cadence else _LEAST_MOVING_WITHOUT_CADENCE_S
    if not is_moving.any() or float(np.nansum(lasting[is_moving])) < least_s:
        return False
    speeds = speed_mps[is_moving]
    typical = float(np.median(speeds))
    if not _RUN_SPEED_MPS[0] <= typical <= _RUN_SPEED_MPS[1]:
        return False
    if has_cadence and cadence_spm is not None:
        return has_cadence_of_running(np.where(is_moving, cadence_spm, 0.0), lasting)
    fast = float(np.percentile(speeds, 95))
    return fast <= _FAST_MPS and fast <= _FAST_RATIO * typical


def _plain(name: str | None) -> str:
    return "".join(letter for letter in (name or "").lower() if letter.isalnum()).removeprefix(_APPLE)


@cache
def _tables() -> tuple[tuple[tuple[str, str], ...], frozenset[str], frozenset[str]]:
    """How names of other sports begin, and the names of running and of nothing."""
    table = tomllib.loads((files("niggle.fit") / "sports.toml").read_text(encoding="utf-8"))
    known = tuple((_plain(start), sport) for sport, starts in table["known"].items() for start in starts)
    return known, frozenset(table["running"]["names"]), frozenset(table["silent"]["names"])
