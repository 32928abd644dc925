"""Where it hurt: sites and sides of the diary (contract 4), and how each is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

type Site = Literal[
    "foot", "ankle", "achilles", "calf", "shin", "knee", "hamstring", "quad", "hip", "groin", "pelvis",
    "lower_back", "other",
]  # fmt: skip
type Side = Literal["left", "right"]
type PainSide = Literal["left", "right", "both", "none"]


@dataclass(frozen=True, slots=True)
class SiteTerm:
    """What a site is called: by `name`, of both sides by `plural` ("both calves"), after "your" by `noun`.

    `hint` says what else is meant, where it is chosen from a list. `also` are other words for it in a runner's notes.
    A stride can spare what `is_of_leg`.
    """

    name: str
    plural: str
    hint: str = ""
    also: tuple[str, ...] = ()
    is_of_leg: bool = True
    noun_of_its_own: str = ""

    @property
    def noun(self) -> str:
        """What it is called after "your" or "at the"."""
        return self.noun_of_its_own or self.name

    @property
    def label(self) -> str:
        """How a list offers it."""
        label = f"{self.name[0].upper()}{self.name[1:]}"
        return f"{label} ({self.hint})" if self.hint else label


@dataclass(frozen=True, slots=True)
class SideTerm:
    """How a list offers a side, and other words for it in a runner's notes."""

    label: str
    also: tuple[str, ...] = ()


SITE_TERMS: Mapping[str, SiteTerm] = {
    "foot": SiteTerm("foot", "feet", also=("feet", "heel", "arch", "toe", "toes", "plantar", "plantar fascia")),
    "ankle": SiteTerm("ankle", "ankles", also=("ankles",)),
    "achilles": SiteTerm("Achilles", "Achilles tendons", also=("achilles tendon",)),
    "calf": SiteTerm("calf", "calves", also=("calves", "calfs")),
    "shin": SiteTerm("shin", "shins", also=("shins",)),
    "knee": SiteTerm("knee", "knees", also=("knees", "kneecap")),
    "hamstring": SiteTerm("hamstring", "hamstrings", also=("hamstrings", "hammy", "hammies")),
    "quad": SiteTerm("quad", "quads", hint="front of thigh", also=("quads", "quadriceps", "thigh")),
    "hip": SiteTerm("hip", "hips", also=("hips",)),
    "groin": SiteTerm("groin", "sides of the groin", also=("groins",)),
    "pelvis": SiteTerm("pelvis", "sides of the pelvis", hint="or buttock", is_of_leg=False),
    "lower_back": SiteTerm("lower back", "sides of the lower back", also=("back", "low back"), is_of_leg=False),
    "other": SiteTerm("another place", "sore spots", is_of_leg=False, noun_of_its_own="sore spot"),
}
SIDE_TERMS: Mapping[str, SideTerm] = {
    "left": SideTerm("Left", also=("l", "lt", "lhs")),
    "right": SideTerm("Right", also=("r", "rt", "rhs")),
    "both": SideTerm("Both", also=("bilateral",)),
    "none": SideTerm("Middle, no side"),
}

SITES: tuple[Site, ...] = get_args(Site.__value__)
SIDES: tuple[PainSide, ...] = get_args(PainSide.__value__)
LEG_SITES: frozenset[Site] = frozenset(site for site in SITES if SITE_TERMS[site].is_of_leg)
"""The sites of one leg or the other, which a stride can spare."""


@dataclass(frozen=True, slots=True)
class Where:
    """A site and side, as what a complaint or a question is about; None: not named."""

    site: Site | None = None
    side: PainSide | None = None


def _term(site: str | None) -> SiteTerm:
    """The term of a site, that of "other" for None; a site without one is called as it is written."""
    written = (site or "other").replace("_", " ")
    return SITE_TERMS.get(site or "other") or SiteTerm(written, f"sides of the {written}")


def site_noun(site: str | None) -> str:
    """A site after "your" or "at the": "Achilles", "lower back"; "sore spot" where it has no name."""
    return _term(site).noun


def side_and_site(site: str | None, side: str | None) -> str:
    """Site and side as what hurts: "left Achilles", "both calves", "left sore spot"."""
    if side == "both":
        return f"both {_term(site).plural}"
    return f"{side} {site_noun(site)}" if side in ("left", "right") else site_noun(site)


def place_name(site: str | None, side: str | None) -> str | None:
    """Site and side as the name of a place: "left Achilles", "both calves", "another place, left"; None without one."""
    if site is None:
        return None
    if site != "other":
        return side_and_site(site, side)
    name = SITE_TERMS[site].name
    return f"{name}, {'both sides' if side == 'both' else side}" if side not in (None, "none") else name
