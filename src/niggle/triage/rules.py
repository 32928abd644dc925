"""The criteria, their thresholds and what they rest on, as the package's TOML files say."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from niggle.vocabulary.statuses import Group

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
    """One criterion: `article` is what the article says in short, `rule` what is computed.

    `asked_by` are the ids of the questions that may settle it, those that tell most first.
    """

    id: str
    group: Group
    title: str
    article: str
    rule: str
    references: tuple[str, ...]
    thresholds: tuple[Threshold, ...] = ()
    asked_by: tuple[str, ...] = ()
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
def site_groups() -> dict[str, dict[str, Any]]:
    """Groups of sites that the rules treat alike, each with its `sites`, `basis`, `references` and `why`."""
    return {name: row for name, row in _read("criteria.toml").items() if name.endswith("_sites")}


def bone_like_sites() -> frozenset[str]:
    """Sites where easing does not reassure and two signs together call for a clinician."""
    return _sites("bone_like_sites")


def tendon_sites() -> frozenset[str]:
    """Sites for which a pain-monitoring model lets the pain reach further than elsewhere."""
    return _sites("tendon_sites")


def muscle_sites() -> frozenset[str]:
    """Sites where soreness of both sides alike can be that of a hard session."""
    return _sites("muscle_sites")


def back_sites() -> frozenset[str]:
    """Sites where numbness may be of the nerves that leave the spine."""
    return _sites("back_sites")


def joint_sites() -> frozenset[str]:
    """Sites of a joint that can be seen and felt to be swollen, or to lock."""
    return _sites("joint_sites")


@cache
def _sites(group: str) -> frozenset[str]:
    return frozenset(site_groups()[group]["sites"])


@cache
def asking() -> dict[str, float]:
    """From what pain on (0–10) the questions that only some are asked come: `bone_points`, `joint_points`."""
    row = _read("criteria.toml")["asking"]
    return {name: float(row[name]) for name in ("bone_points", "joint_points")}


@cache
def limits(criterion_id: str) -> dict[str, float]:
    """The thresholds of a criterion by name; raises KeyError for a criterion there is none of."""
    rule = {rule.id: rule for rule in rules()}[criterion_id]
    return {threshold.name: threshold.value for threshold in rule.thresholds}


@cache
def wording() -> dict[str, Any]:
    """The words for people, as wording.toml groups them."""
    return _read("wording.toml")


@cache
def asked_by() -> dict[str, tuple[str, ...]]:
    """The ids of the questions that may settle a criterion, by its id, those that tell most first."""
    return {rule.id: rule.asked_by for rule in rules()}


@cache
def answered_by() -> dict[str, tuple[str, ...]]:
    """The columns of the diary whose answer settles a question, by its id."""
    return {row["id"]: tuple(row["answered_by"]) for row in (*wording()["questions"], wording()["contradiction"])}


def contradictory() -> tuple[str, ...]:
    """The answers that sound as if something hurt, by their columns of the diary."""
    return tuple(wording()["contradictions"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("niggle.triage").joinpath(name).read_text(encoding="utf-8"))


def _rule(row: dict[str, Any]) -> Rule:
    thresholds = tuple(_threshold(threshold) for threshold in row.get("thresholds", ()))
    lists = {name: tuple(row.get(name, ())) for name in ("references", "asked_by")}
    return Rule(**{**row, **lists, "thresholds": thresholds})


def _threshold(row: dict[str, Any]) -> Threshold:
    return Threshold(**{**row, "value": float(row["value"]), "references": tuple(row["references"])})
