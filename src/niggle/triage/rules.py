"""The criteria, their thresholds and what they rest on, as the package's TOML files say."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from niggle.triage.model import Group

type Basis = Literal["evidence", "convention"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number of a rule, its unit, and what it rests on."""

    name: str
    value: float
    unit: str
    basis: Basis
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion: `article` is what the article says in short, `rule` what is computed."""

    id: str
    group: Group
    title: str
    article: str
    rule: str
    references: tuple[str, ...]
    thresholds: tuple[Threshold, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """One source: who, when, what, where, how much of it was read, and what it supports."""

    key: str
    title: str
    where: str
    seen: str
    supports: str
    author: str | None = None
    year: int | None = None
    mark: str | None = None


@cache
def rules() -> tuple[Rule, ...]:
    """Every criterion in the order of the results: monitor, concern, red flags."""
    return tuple(_rule(row) for row in _read("criteria.toml")["criteria"])


@cache
def references() -> dict[str, Reference]:
    """Every source by its citation key."""
    return {key: Reference(key=key, **row) for key, row in _read("references.toml").items()}


@cache
def bone_like_sites() -> frozenset[str]:
    """Sites where easing does not reassure and two signs together call for a clinician."""
    return frozenset(_read("criteria.toml")["bone_like_sites"]["sites"])


@cache
def limits(criterion_id: str) -> dict[str, float]:
    """The thresholds of a criterion by name; raises KeyError for a criterion there is none of."""
    rule = {rule.id: rule for rule in rules()}[criterion_id]
    return {threshold.name: threshold.value for threshold in rule.thresholds}


@cache
def wording() -> dict[str, Any]:
    """The words for people, as wording.toml groups them."""
    return _read("wording.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("niggle.triage").joinpath(name).read_text(encoding="utf-8"))


def _rule(row: dict[str, Any]) -> Rule:
    thresholds = tuple(_threshold(threshold) for threshold in row.get("thresholds", ()))
    return Rule(**{**row, "references": tuple(row["references"]), "thresholds": thresholds})


def _threshold(row: dict[str, Any]) -> Threshold:
    return Threshold(**{**row, "value": float(row["value"]), "references": tuple(row["references"])})
