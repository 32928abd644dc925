"""Why an athlete's status is what it is, in the few words that a coach of forty has time for.

The sentence that the runner was told is one tap away; here stands which criteria decided it, the most telling first.
"""

from collections.abc import Mapping

from niggle.reports.squad.view import SquadRow
from niggle.triage.rules import bone_like_sites

# In the order in which they are said: what changes most what to do comes first.
_MET: Mapping[str, str] = {
    "chest_signs": "chest, jaw, arm or faintness",
    "back_signs": "numb between the legs, bladder or weak legs",
    "calf_signs": "calf swollen, warm or sore at rest",
    "night_pain": "pain at night or at rest",
    "bony_point": "one sore spot on bone",
    "pain_on_hopping": "pain on hopping",
    "high_risk_site": "a place that needs care",
    "joint_signs": "joint swollen or locking",
    "numb_building": "numbness that builds up",
    "chest_signs_open": "not known: chest, jaw, arm or faintness",
    "back_signs_open": "not known: numb between the legs, bladder or weak legs",
    "calf_signs_open": "not known: calf swollen, warm or sore at rest",
    "limping": "limped",
    "sharp": "sharp pain",
    "alters_stride": "ran differently",
    "worsens": "pain grew",
    "persists_despite_reduced_training": "persists despite less training",
    "affects_mood_sleep_confidence": "touches mood, sleep or confidence",
    "high_pain": "6/10 or more",
}
_NOT_MET: Mapping[str, str] = {
    "mechanics_unchanged": "eased off, or limped for a few steps",
    "low_and_stable": "not low and steady",
    "low_and_stable_just": "a little more than low",
    "warms_up": "did not ease",
    "resolves_quickly": "slow to settle",
}
_EASED_AT_BONE = "easing tells little at this place"
_OPEN: Mapping[str, str] = {
    "low_and_stable": "how bad it was",
    "warms_up": "whether it eased",
    "mechanics_unchanged": "whether the stride was as usual",
    "resolves_quickly": "how it was the next morning",
    "chest_signs": "chest, jaw, arm or faintness",
    "numb_building": "whether the numbness builds up",
}


def why(row: SquadRow) -> str:
    """The words for a row, such as "limped, pain grew"; what the runner was told where there are none of these."""
    match row.status:
        case "red_flag" | "concern":
            said = _in_words(row, _MET)
        case "adapt":
            is_at_bone = row.pain_site in bone_like_sites()
            said = _in_words(row, {**_NOT_MET, "warms_up": _EASED_AT_BONE} if is_at_bone else _NOT_MET)
        case "check_in":
            said = _open(row)
        case "monitor":
            said = "stayed low, settled quickly"
        case _:
            said = _clear(row)
    return said or row.reason


def _in_words(row: SquadRow, words: Mapping[str, str]) -> str:
    return ", ".join(text for name, text in words.items() if name in row.grounds)


def _open(row: SquadRow) -> str:
    if row.pain_worst is None and row.pain_site is None:
        return "nobody has said how it felt"
    if row.pain_worst == 0:
        return "no pain reported, and nobody knows yet what changed the stride"
    asked = _in_words(row, _OPEN)
    return f"not known: {asked}" if asked else ""


def _clear(row: SquadRow) -> str:
    if row.verdict not in ("usual", "insufficient_data"):
        return ""
    return "no pain reported" if row.pain_worst == 0 else "nobody has said how it felt"
