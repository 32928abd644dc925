"""Why an athlete's status is what it is, in the few words that a coach of forty has time for.

They speak of the runner, never to them. Here stands which criteria decided, the most telling first.
"""

from collections.abc import Mapping

from niggle.reports.squad.view import SquadRow
from niggle.reports.told import pain_place
from niggle.triage.rules import bone_like_sites, wording
from niggle.vocabulary.places import Where, place_name


def why(row: SquadRow) -> str:
    """The words for a row with a status, such as "limped, pain grew"."""
    match row.status:
        case "red_flag" | "concern":
            said = _in_words(row, _words("met"))
        case "adapt":
            said = _in_words(row, _not_met(row))
        case "check_in":
            said = _open(row)
        case "clear" | "not_known":
            said = _words("said")["painless" if row.pain_worst == 0 else "unreported"]
        case _:
            said = ""
    return said or _words("said")[row.status or "unreported"]


def pain(row: SquadRow) -> str:
    """Where it hurt and how much, such as "Left Achilles 5/10"; nothing when nothing did."""
    if row.pain_worst == 0 or (row.pain_worst is None and row.pain_site is None):
        return ""
    score = "no score" if row.pain_worst is None else f"{row.pain_worst}/10"
    return f"{pain_place(row.pain_site, row.pain_side)} {score}"


def in_short(row: SquadRow) -> str:
    """Where it hurt and why the status is what it is: "Left knee 4/10, limped"; nothing where that is not shared."""
    if row.status is None or row.shares != "details":
        return ""
    return ", ".join(part for part in (pain(row), why(row)) if part).replace("\N{NO-BREAK SPACE}", " ")


def asked(question_id: str, where: Where) -> str:
    """What a question to the runner asks, such as "Whether it eased on the run (left Achilles)"."""
    what = _words("asked")[question_id]
    place = place_name(where.site, where.side)
    return f"{what[0].upper()}{what[1:]}{f' ({place})' if place else ''}"


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
        return _words("said")["unreported"]
    if row.pain_worst == 0:
        return _words("said")["unexplained"]
    asked = _in_words(row, _words("open"))
    return _words("said")["open"].format(asked=asked) if asked else ""
