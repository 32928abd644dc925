"""Which sensor a nameless one was, by the runs around it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from niggle.gait.limits import read_limits
from niggle.gait.sensor_keys import DUO, DYNAMICS, STRAP_OR_POD, table

_DERIVED = "derived:"

type _Kind = tuple[str, str]


def name_sensors(runs: Sequence[tuple[datetime, Mapping[str, str]]]) -> list[Mapping[str, str]]:
    """The sensor keys of each run, by metric, in which a sensor without a name is the only one near it in time.

    `runs` are starts and sensor keys of one athlete, in any order. A key is without a name where the file told neither
    serial number nor product of a strap or pod; it is taken for the one that other runs name, of the same maker and
    kind, if within `same_sensor_days` (before or after) there is exactly one. Watches and the fields of other
    developers keep their keys. What is given only decides together: a verdict that gives the runs up to its own rests
    on nothing that came later.
    """
    found = [sensors for _, sensors in runs]
    if not any(map(_is_nameless, set().union(*(sensors.values() for sensors in found)))):
        return found  # nearly always
    keys = [set(sensors.values()) for sensors in found]
    nameless = [place for place, own in enumerate(keys) if any(map(_is_nameless, own))]
    near = timedelta(days=read_limits().same_sensor_days)
    for place in nameless:
        at = runs[place][0]
        around = [own for (other_at, _), own in zip(runs, keys, strict=True) if abs(other_at - at) <= near]
        names = _names(around)
        found[place] = {metric: _named(key, names) for metric, key in runs[place][1].items()}
    return found


def is_strap_or_pod(key: str) -> bool:
    """Whether a sensor key is that of a strap or pod, which is put on anew for a run; a watch is not."""
    return _kind(key)[0] is not None


def _names(around: Sequence[set[str]]) -> dict[_Kind, str]:
    """The named sensor of each kind of which there is only one."""
    by_kind: dict[_Kind, set[str]] = {}
    for key in set().union(*around):
        kind, is_named = _kind(key)
        if kind is not None and is_named:
            by_kind.setdefault(kind, set()).add(key.removeprefix(_DERIVED))
    return {kind: next(iter(names)) for kind, names in by_kind.items() if len(names) == 1}


def _named(key: str, names: Mapping[_Kind, str]) -> str:
    kind, _ = _kind(key)
    if kind is None or kind not in names or not _is_nameless(key):
        return key
    return f"{_DERIVED}{names[kind]}" if key.startswith(_DERIVED) else names[kind]


def _is_nameless(key: str) -> bool:
    kind, is_named = _kind(key)
    return kind is not None and not is_named


@cache
def _kind(key: str) -> tuple[_Kind | None, bool]:
    """Maker and kind of a strap or pod, and whether the key tells which one; None for all else."""
    maker, *rest = key.removeprefix(_DERIVED).split(":")
    if maker == "stryd":
        kind = DUO if rest[:1] == [DUO] else ""
        return (maker, kind), len(rest) > (kind == DUO)
    if rest[:1] in ([DYNAMICS], [STRAP_OR_POD]):
        return (maker, DYNAMICS), len(rest) > 1
    if rest[:1] == ["pod"]:
        return (maker, "pod"), len(rest) > 1
    if rest and rest[0] in table()["garmin"]:
        return (maker, DYNAMICS), True
    return None, True
