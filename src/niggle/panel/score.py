"""What a panel's answers say: of each other, and of niggle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from niggle.panel.agreement import (
    Figure,
    Positions,
    krippendorff_alpha,
    mean_kappa,
    raw_agreement,
    weighted_kappa,
)
from niggle.panel.boxes import POSITION, SEVERITY
from niggle.panel.stories import Story
from niggle.panel.table import Rating
from niggle.vocabulary.statuses import Status

type Off = Literal["milder", "more_alarming", "between"]
type Ladder = Mapping[Status, int]
type Answers = Mapping[str, Status]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two judges: share of the same status (0–1), κ over all six statuses, and κ without check in."""

    first: str
    second: str
    same: float | None
    kappa: Figure
    kappa_without_check_in: Figure


@dataclass(frozen=True, slots=True)
class Among:
    """The raters among themselves: mean pairwise κ and Krippendorff's α, with and without check in."""

    kappa: Figure
    alpha: float | None
    kappa_without_check_in: Figure
    alpha_without_check_in: float | None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How many of `stories` have a status that at least one rater accepts, more than half do, all do."""

    stories: int
    by_one: int
    by_most: int
    by_all: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A story whose status by niggle no rater accepts.

    `off` is "milder" where it is below all that any of them accepts, "more_alarming" where it is above all,
    "between" otherwise; `steps` how far from the nearest, in the order of statuses.
    """

    story: Story
    niggle: Status
    panel: Status
    ratings: tuple[Rating, ...]
    off: Off
    steps: int


@dataclass(frozen=True, slots=True)
class Score:
    """All that a panel's answers say.

    `panel` is what the raters say together (`panel_status`) by story. `niggle_with` sets niggle beside each rater and
    then beside the panel; `project` the project's own judgement of the stories beside the panel. `missed_red_flags`
    are codes of stories that more than half call a red flag and niggle less than a concern.
    """

    raters: tuple[str, ...]
    answered: Mapping[str, int]
    pairs: tuple[Agreement, ...]
    among: Among | None
    panel: Answers
    niggle_with: tuple[Agreement, ...]
    project: Agreement
    acceptance: Acceptance
    disagreements: tuple[Disagreement, ...]
    missed_red_flags: tuple[str, ...]


def score(stories: Sequence[Story], ratings: Iterable[Rating], niggle: Answers) -> Score:
    """The score of these ratings; `niggle` has its status of every story. Needs one rating at least.

    Figures are over the stories that both sides answered; a story that nobody rated counts nowhere.
    """
    by_story: dict[str, list[Rating]] = {}
    for rating in ratings:
        by_story.setdefault(rating.code, []).append(rating)
    rated = [story for story in stories if story.code in by_story]
    raters = tuple(sorted({one.rater for row in by_story.values() for one in row}, key=_by_number))
    judges: dict[str, Answers] = {
        rater: {code: one.status for code, row in by_story.items() for one in row if one.rater == rater}
        for rater in raters
    }
    panel = {code: panel_status([one.status for one in row]) for code, row in by_story.items()}
    codes = [story.code for story in rated]
    return Score(
        raters=raters,
        answered={rater: len(judges[rater]) for rater in raters},
        pairs=tuple(_agreement((a, judges[a]), (b, judges[b]), codes) for a, b in combinations(raters, 2)),
        among=_among(list(judges.values()), codes),
        panel=panel,
        niggle_with=tuple(
            _agreement(("niggle", niggle), judge, codes) for judge in (*judges.items(), ("panel", panel))
        ),
        project=_agreement(("project", {story.code: story.status for story in rated}), ("panel", panel), codes),
        acceptance=_acceptance(by_story, niggle),
        disagreements=_disagreements(rated, by_story, niggle, panel),
        missed_red_flags=tuple(code for code in codes if _is_missed(by_story[code], niggle[code])),
    )


def panel_status(statuses: Sequence[Status]) -> Status:
    """What the raters say together: the middle one in the order of statuses, of two middle ones the worse.

    Where more than half say the same, it is that.
    """
    return sorted(statuses, key=POSITION.__getitem__)[len(statuses) // 2]


def _by_number(rater: str) -> tuple[int, str]:
    return (int(rater), "") if rater.isdecimal() else (10**9, rater)


def _positions(answers: Answers, codes: Sequence[str], ladder: Ladder) -> Positions:
    """Positions on a ladder by story, NaN where there is no answer or one that is not on the ladder."""
    found = (answers.get(code) for code in codes)
    return np.array([np.nan if status is None else ladder.get(status, np.nan) for status in found], dtype=np.float64)


def _agreement(first: tuple[str, Answers], second: tuple[str, Answers], codes: Sequence[str]) -> Agreement:
    with_all, without = (
        (_positions(first[1], codes, ladder), _positions(second[1], codes, ladder)) for ladder in (POSITION, SEVERITY)
    )
    return Agreement(first[0], second[0], raw_agreement(*with_all), weighted_kappa(*with_all), weighted_kappa(*without))


def _among(judges: Sequence[Answers], codes: Sequence[str]) -> Among | None:
    if len(judges) < 2:
        return None
    with_all, without = (
        np.stack([_positions(judge, codes, ladder) for judge in judges]) for ladder in (POSITION, SEVERITY)
    )
    return Among(mean_kappa(with_all), krippendorff_alpha(with_all), mean_kappa(without), krippendorff_alpha(without))


def _acceptance(by_story: Mapping[str, Sequence[Rating]], niggle: Answers) -> Acceptance:
    shares = [sum(niggle[code] in one.accepted for one in row) / len(row) for code, row in by_story.items()]
    return Acceptance(
        stories=len(shares),
        by_one=sum(share > 0 for share in shares),
        by_most=sum(share > 0.5 for share in shares),
        by_all=sum(share == 1 for share in shares),
    )


def _disagreements(
    rated: Sequence[Story], by_story: Mapping[str, Sequence[Rating]], niggle: Answers, panel: Answers
) -> tuple[Disagreement, ...]:
    """The dangerous ones first: those that are milder than all raters, then by how far off they are."""
    found: list[Disagreement] = []
    for story in rated:
        row, own = by_story[story.code], niggle[story.code]
        accepted = sorted({POSITION[status] for one in row for status in one.accepted})
        if POSITION[own] not in accepted:
            off: Off = "between"
            if POSITION[own] < accepted[0]:
                off = "milder"
            elif POSITION[own] > accepted[-1]:
                off = "more_alarming"
            steps = min(abs(POSITION[own] - position) for position in accepted)
            found.append(Disagreement(story, own, panel[story.code], tuple(row), off, steps))
    order: tuple[Off, ...] = ("milder", "more_alarming", "between")
    return tuple(sorted(found, key=lambda one: (order.index(one.off), -one.steps, one.story.code)))


def _is_missed(row: Sequence[Rating], own: Status) -> bool:
    votes = sum(one.status == "red_flag" for one in row)
    return 2 * votes > len(row) and POSITION[own] < POSITION["concern"]
