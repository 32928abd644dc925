"""The way back after a concern or red flag: when it is offered, its steps, and which one is next."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from niggle.pain.episodes import State
from niggle.triage.rules import bone_like_sites
from niggle.vocabulary.places import Site
from niggle.vocabulary.statuses import Status

type Did = Literal["done", "repeat"]
"""What a runner says of a step: it went as the plan wants, or it is to be done again."""

SERIOUS: frozenset[Status] = frozenset({"concern", "red_flag"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: minutes of walking and running in turn (both 0: all of it is run), the distance, effort of 10."""

    walk_min: int
    run_min: int
    distance_m: int
    miles: float
    effort: int
    effort_word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Run-walk steps with their source; each is to be done `times_each` times. `cautions` come before the first."""

    id: str
    title: str
    for_whom: str
    times_each: int
    rules: tuple[str, ...]
    pain_rule: str
    pain_why: str
    cautions: tuple[str, ...]
    source: str
    where: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """Which step is next, from 0, and how often it is done; None when all are."""

    step: int | None
    done: int


def offers_plan(state: State, statuses: Sequence[str]) -> bool:
    """Whether there is a way back to plan: it has settled, and a run with this pain was of concern or a red flag."""
    return state == "settled" and not SERIOUS.isdisjoint(statuses)


def is_long_concern(runs: Sequence[tuple[datetime, str]]) -> bool:
    """Whether the runs with this pain were of concern, or a red flag, over two weeks or more."""
    serious = [at for at, status in runs if status in SERIOUS]
    after = timedelta(days=_read()["identity"]["after_days"])
    return bool(serious) and max(serious) - min(serious) >= after


def plan_for(site: Site | None, statuses: Sequence[str]) -> Plan:
    """The plan after pain at a site, with what to heed before it is begun."""
    row = _read()["plan"]
    cautions = [row["red_flag"]["text"]] if "red_flag" in statuses else []
    cautions += [row["bone"]["text"]] if site in bone_like_sites() else []
    source = row["source"]
    return Plan(
        id=row["id"],
        title=row["title"],
        for_whom=row["for_whom"],
        times_each=row["times_each"],
        rules=(row["rest"], row["ground"], row["keeps_back"]),
        pain_rule=row["pain"]["text"],
        pain_why=row["pain"]["why"],
        cautions=tuple(cautions),
        source=f"{source['author']} {source['year']}: {source['title']}.",
        where=source["where"],
        steps=tuple(Step(**step) for step in row["steps"]),
    )


def next_step(plan: Plan, taken: Sequence[tuple[int, Did]]) -> Next:
    """What comes next by what the runner said of steps (their number from 0), oldest first.

    A step is left when it was done often enough in a row; "repeat" begins its count again.
    """
    at, done = 0, 0
    for step, did in taken:
        if step != at:
            continue
        done = done + 1 if did == "done" else 0
        if done >= plan.times_each:
            at, done = at + 1, 0
    return Next(at if at < len(plan.steps) else None, done)


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("niggle.triage").joinpath("returning.toml").read_text(encoding="utf-8"))
