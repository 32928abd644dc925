"""Which of the known words somebody meant who mistyped one."""

from collections.abc import Iterable


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to this one; None where none is near.

    >>> meant("ankel", ["foot", "ankle"]), meant("elbow", ["foot", "ankle"])
    ('ankle', None)
    """
    from difflib import get_close_matches  # only who mistyped something needs it

    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question to put after what is wrong with a word; "" where no known one is near.

    >>> did_you_mean("ankel", ["foot", "ankle"])
    '; did you mean "ankle"?'
    """
    found = meant(word, known)
    return "" if found is None else f'; did you mean "{found}"?'
