"""The sheet of invitations to print and cut: a card an athlete with their own link as a QR code."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from niggle.reports.context import AS_FILE
from niggle.reports.render import render


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody's name and the link that opens their pages."""

    name: str
    link: str


def invitations_page(title: str, invitations: Sequence[Invitation]) -> str:
    """A card for each; whoever has one sees that athlete's pages and reports for them."""
    cards = [(one, Markup(qr_svg(one.link))) for one in invitations]  # an SVG that holds nothing but a path
    return render("invitations/invitations", AS_FILE, depth=0, title=title, cards=cards)


def qr_svg(link: str) -> str:
    """A link as a QR code: an SVG as wide as its place."""
    import segno  # only who invites needs it

    code: str = segno.make(link, error="m", micro=False).svg_inline(omitsize=True, svgclass="qr", lineclass=None)
    return code


def qr_text(link: str) -> str:
    """A link as a QR code of blocks for a terminal."""
    from io import StringIO

    import segno

    out = StringIO()
    segno.make(link, error="m", micro=False).terminal(out=out, compact=True)
    return out.getvalue()
