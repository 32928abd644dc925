"""The questionnaire as a PDF: a page for the rater, then the stories with boxes to tick.

ReportLab (BSD licence) draws it, with the standard fonts that every reader of PDF brings along. The same bundles give
the same bytes.
"""

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from niggle.panel.boxes import LETTERS
from niggle.panel.order import Bundle
from niggle.panel.shown import Shown, shown, words

_MARGIN = 18 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_PLAIN, _BOLD, _ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
_GREY = colors.Color(0.35, 0.35, 0.35)
_LINE = colors.Color(0.55, 0.55, 0.55)
_TITLE = ParagraphStyle("title", fontName=_BOLD, fontSize=21, leading=26)
_SUBTITLE = ParagraphStyle("subtitle", fontName=_PLAIN, fontSize=12, leading=16, textColor=_GREY, spaceAfter=8)
_HEADING = ParagraphStyle("heading", fontName=_BOLD, fontSize=12, leading=15, spaceBefore=11, spaceAfter=3)
_BODY = ParagraphStyle("body", fontName=_PLAIN, fontSize=10.5, leading=14.5)
_STORY = ParagraphStyle("story", parent=_BODY, leading=14, spaceAfter=3)
_SMALL = ParagraphStyle("small", fontName=_PLAIN, fontSize=8.5, leading=11)
_NUMBER = ParagraphStyle("number", fontName=_BOLD, fontSize=11, leading=14)


def questionnaire(bundles: Sequence[Bundle]) -> bytes:
    """One PDF on A4 with all bundles, each with pages numbered of its own and beginning on a sheet of its own."""
    counts = [_page_count(bundle) for bundle in bundles]
    flow: list[Any] = []
    templates: list[Any] = []
    first_page = 1
    for bundle, count in zip(bundles, counts, strict=True):
        templates.append(_template(bundle, first_page, count))
        flow += [*([NextPageTemplate(bundle.rater), PageBreak()] if flow else []), *_bundle(bundle)]
        first_page += count
        if count % 2 == 1 and bundle is not bundles[-1]:
            flow += [NextPageTemplate("blank"), PageBreak(), Spacer(1, 1)]
            first_page += 1
    out = io.BytesIO()
    document = _document(out)
    document.addPageTemplates([*templates, PageTemplate("blank", frames=[_frame()])])
    document.build(flow)
    return out.getvalue()


def _document(out: io.BytesIO) -> Any:
    # Invariant: no date and no random identifier, so that the same bundles give the same bytes.
    return BaseDocTemplate(out, pagesize=A4, invariant=1, title=words()["title"], author="niggle", lang="en")


def _frame() -> Any:
    return Frame(
        _MARGIN, 16 * mm, _WIDTH, A4[1] - 30 * mm, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )


def _page_count(bundle: Bundle) -> int:
    document = _document(io.BytesIO())
    document.addPageTemplates([PageTemplate("all", frames=[_frame()])])
    document.build(_bundle(bundle))
    return int(document.page)


def _template(bundle: Bundle, first_page: int, count: int) -> Any:
    labels = words()["labels"]

    def foot(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(_PLAIN, 8.5)
        canvas.setFillColor(_GREY)
        canvas.drawString(_MARGIN, 9 * mm, f"{labels['rater']} {bundle.rater}")
        page = f"{labels['page']} {document.page - first_page + 1} {labels['of']} {count}"
        canvas.drawRightString(A4[0] - _MARGIN, 9 * mm, page)
        canvas.restoreState()

    return PageTemplate(bundle.rater, frames=[_frame()], onPage=foot)


def _bundle(bundle: Bundle) -> list[Any]:
    count = len(bundle.stories)
    flow = [*_cover(bundle, count), PageBreak()]
    for at, story in enumerate(bundle.stories, start=1):
        flow.append(KeepTogether(_story(shown(story), f"{at} {words()['labels']['of']} {count}")))
    return flow


def _cover(bundle: Bundle, count: int) -> list[Any]:
    text = words()
    return [
        Paragraph(text["title"], _TITLE),
        Paragraph(text["subtitle"].format(count=count), _SUBTITLE),
        HRFlowable(width="100%", thickness=0.8, color=_LINE, spaceAfter=2),
        *_sections(text["sections"]),
        Paragraph(text["boxes"]["heading"], _HEADING),
        _meanings(),
        *_sections(text["after"]),
        Spacer(1, 8 * mm),
        Paragraph(f"{text['labels']['rater']} {bundle.rater}", _TITLE),
    ]


def _sections(sections: Sequence[dict[str, str]]) -> list[Any]:
    return [
        part
        for section in sections
        for part in (Paragraph(section["heading"], _HEADING), Paragraph(section["text"], _BODY))
    ]


def _meanings() -> Any:
    rows = []
    for letter in LETTERS:
        name, meaning = words()["boxes"][letter]
        rows.append([letter, Paragraph(f"<b>{name}</b>", _BODY), Paragraph(meaning, _BODY)])
    style = [
        ("FONT", (0, 0), (0, -1), _BOLD, 10.5),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -2), 0.4, _LINE),
        ("LINEABOVE", (0, -1), (-1, -1), 1.2, colors.black),  # the question stands apart from the ladder
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    return Table(rows, colWidths=[8 * mm, 38 * mm, _WIDTH - 46 * mm], style=style, hAlign="LEFT")


def _story(story: Shown, place: str) -> list[Any]:
    labels = words()["labels"]
    head = [[Paragraph(f"{labels['story']} {story.code}", _NUMBER), place]]
    style = [
        ("ALIGN", (1, 0), (1, 0), "RIGHT"),
        ("FONT", (1, 0), (1, 0), _PLAIN, 8.5),
        ("TEXTCOLOR", (1, 0), (1, 0), _GREY),
        ("LINEABOVE", (0, 0), (-1, 0), 0.9, colors.black),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    answers = [_scores(story)] if story.rows else [Paragraph(labels["nobody"], _SMALL)]
    return [
        Table(head, colWidths=[_WIDTH - 30 * mm, 30 * mm], style=style),
        Paragraph(escape(story.text), _STORY),
        *answers,
        Spacer(1, 2),
        *(Paragraph(escape(line), _SMALL) for line in story.said),
        Paragraph(f"<b>{labels['stride']}:</b> {escape(story.stride)}", _SMALL),
        Spacer(1, 3),
        _boxes(),
        Spacer(1, 7),
    ]


def _scores(story: Shown) -> Any:
    labels, scores = words()["labels"], words()["scores"]
    narrow = 19.5 * mm
    first = 32 * mm
    widths = [first, _WIDTH - first - narrow * len(scores), *[narrow] * len(scores)]
    style = [
        ("FONT", (0, 0), (-1, 0), _PLAIN, 7.5),
        ("TEXTCOLOR", (0, 0), (-1, 0), _GREY),
        ("FONT", (0, 1), (-1, -1), _PLAIN, 10),
        ("FONT", (0, -1), (-1, -1), _BOLD, 10),
        ("ALIGN", (2, 0), (-1, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, _LINE),
        ("LINEBELOW", (0, -1), (-1, -1), 0.6, _LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    head = [labels["when"], labels["where"], *scores.values()]
    return Table([head, *story.rows], colWidths=widths, style=style, hAlign="LEFT")


def _boxes() -> Any:
    labels, names = words()["labels"], words()["boxes"]
    first = 32 * mm
    widths = [first, *[(_WIDTH - first - 31 * mm) / (len(LETTERS) - 1)] * (len(LETTERS) - 1), 31 * mm]
    rows = [
        ["", *(f"{letter}  {names[letter][0]}" for letter in LETTERS)],
        [labels["tick"], *(_box(4.2 * mm, 1.1) for _ in LETTERS)],
        [labels["also"], *(_box(3.4 * mm, 0.6) for _ in LETTERS)],
        [labels["remark"], *[""] * len(LETTERS)],
    ]
    style = [
        ("FONT", (0, 0), (-1, -1), _PLAIN, 8.5),
        ("FONT", (0, 1), (0, 1), _BOLD, 8.5),
        ("ALIGN", (1, 0), (-1, 2), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBEFORE", (-1, 0), (-1, 2), 0.6, _LINE),  # the question stands apart from the ladder
        ("LINEBELOW", (1, 3), (-1, 3), 0.5, _LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("TOPPADDING", (0, 3), (-1, 3), 5),
    ]
    return Table(rows, colWidths=widths, style=style, hAlign="LEFT")


def _box(side: float, line: float) -> Any:
    square = Rect(
        line / 2, line / 2, side - line, side - line, strokeWidth=line, fillColor=None, strokeColor=colors.black
    )
    drawing = Drawing(side, side, square)
    drawing.hAlign = "CENTER"
    return drawing
