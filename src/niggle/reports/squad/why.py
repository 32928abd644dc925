"""Why an athlete's status is what it is, in the few words that a coach of forty has time for.

The sentence that the runner was told is one tap away; here stands which criteria decided it, the most telling first.
"""

from collections.abc import Mapping

from niggle.reports.squad.view import SquadRow
from niggle.triage.rules import bone_like_sites, wording


def why(row: SquadRow) -> str:
    """The words for a row, such as "limped, pain grew"; what the runner was told where there are none of these."""
    match row.status:
        case "red_flag" | "concern":
            said = _in_words(row, _words("met"))
        case "adapt":
            said = _in_words(row, _not_met(row))
        case "check_in":
            said = _open(row)
        case "monitor":
            said = "stayed low, settled quickly"
        case _:
            said = _clear(row)
    return said or row.reason


def _words(group: str) -> Mapping[str, str]:
    words: Mapping[str, str] = wording()["coach"][group]
    return words


def _not_met(row: SquadRow) -> Mapping[str, str]:
    words = _words("not_met")
    return {**words, "warms_up": words["warms_up_at_bone"]} if row.pain_site in bone_like_sites() else words


def _in_words(row: SquadRow, words: Mapping[str, str]) -> str:
    return ", ".join(text for name, text in words.items() if name in row.grounds)


def _open(row: SquadRow) -> str:
    if row.pain_worst is None and row.pain_site is None:
        return "nobody has said how it felt"
    if row.pain_worst == 0:
        return "no pain reported, and nobody knows yet what changed the stride"
    asked = _in_words(row, _words("open"))
    return f"not known: {asked}" if asked else ""


def _clear(row: SquadRow) -> str:
    if row.verdict not in ("usual", "insufficient_data"):
        return ""
    return "no pain reported" if row.pain_worst == 0 else "nobody has said how it felt"
