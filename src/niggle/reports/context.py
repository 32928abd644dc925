"""Where a page is looked at: as a file, or from `niggle serve`, where it can also be answered."""

from dataclasses import dataclass

from niggle.reports.entry.view import Kept


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page may do where it is shown.

    `is_served`: its style and scripts are files of the server and its forms can be sent. `csrf`: the token that each
    form sends along. `viewer`: who is logged in, in words, None where nobody has to. `is_own`: whether whoever looks
    may report and answer for the athlete that the page is about. `opens_squad`: whether the page of that athlete's
    squad is there for them. `is_keeper`: whether they keep this niggle, so that commands and config.toml are theirs.
    `choice_page`: where the athlete is to choose what their coach sees, if they were invited and have not yet.
    `kept`: what became of what was just sent, if that led here. `person` tells whoever looks from everybody else, ""
    where it does not matter who looks; `own_page` is the page of the athlete whose own page this is, which a phone may
    keep for them.
    """

    is_served: bool = False
    csrf: str = ""
    viewer: str | None = None
    is_own: bool = False
    opens_squad: bool = True
    is_keeper: bool = True
    choice_page: str | None = None
    kept: Kept | None = None
    person: str = ""
    own_page: str | None = None


AS_FILE = PageContext()
