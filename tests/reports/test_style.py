"""The style sheet: every pair of colours that meet is readable in both themes and in print (WCAG 2.2 AA)."""

import re
from importlib import resources

import pytest

STATUSES = ("clear", "monitor", "check_in", "adapt", "concern", "red_flag", "none")
TEXT_PAIRS = (
    *((text, ground) for text in ("ink", "quiet", "link") for ground in ("page", "card")),
    *((status, f"{status}-soft") for status in STATUSES),
    # answers and tags stand on a card, a provisional status on page or card
    *((status, ground) for status in STATUSES if status != "red_flag" for ground in ("page", "card")),
    ("card", "concern"),
    ("onset", "card"),
)
# Lines and marks that carry meaning need 3 to 1 against what lies behind them.
MARK_PAIRS = tuple((mark, ground) for mark in ("line", "aside", "out", "onset", "edge") for ground in ("card", "band"))


def _sheet() -> str:
    return resources.files("niggle.reports").joinpath("templates/niggle.css").read_text(encoding="utf-8")


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", block))


def _themes() -> dict[str, dict[str, str]]:
    sheet = _sheet()
    dark_at, print_at = sheet.index("@media (prefers-color-scheme: dark)"), sheet.index("@media print")
    light = _tokens(sheet[:dark_at])
    dark = _tokens(sheet[dark_at : sheet.index("/* Elements */")])
    printed = _tokens(sheet[print_at:])
    return {"light": light, "dark": dark, "print": light | printed}


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21.0)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_contrast(theme: str, text: str, ground: str) -> None:
    tokens = _themes()[theme]
    if theme == "print" and (text, ground) == ("card", "concern"):
        return  # printed, that mark is an outline
    assert _contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_marks_have_contrast(theme: str, mark: str, ground: str) -> None:
    tokens = _themes()[theme]

    assert _contrast(tokens[mark], tokens[ground]) >= 3.0


def test_dark_and_print_replace_every_colour() -> None:
    themes = _themes()

    assert set(themes["dark"]) == set(themes["light"])
    assert set(themes["print"]) == set(themes["light"])


def test_no_colour_stands_outside_the_tokens() -> None:
    rules = re.sub(r"--[\w-]+:[^;]*;", "", _sheet())

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) <= {"#000"}  # black outlines of the printed page


def test_every_token_that_is_used_exists() -> None:
    sheet = _sheet()

    assert set(re.findall(r"var\(--([\w-]+)\)", sheet)) <= set(re.findall(r"--([\w-]+):", sheet))
