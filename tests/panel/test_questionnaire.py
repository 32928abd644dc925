import io
import re

import pytest
from pypdf import PdfReader

from niggle.panel.order import bundles
from niggle.panel.questionnaire import questionnaire
from niggle.panel.shown import words


@pytest.fixture(scope="module")
def handed_out(told):
    return bundles(told, seed=3, raters=2)


@pytest.fixture(scope="module")
def pdf(handed_out):
    return questionnaire(handed_out)


@pytest.fixture(scope="module")
def pages(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def plain(text):
    return re.sub(r"\s+", " ", text)


def test_the_same_bundles_give_the_same_bytes(told):
    first, other = (bundles(told[:6], seed=seed, raters=2) for seed in (1, 2))
    assert questionnaire(first) == questionnaire(bundles(told[:6], seed=1, raters=2))
    assert questionnaire(first) != questionnaire(other)


def test_every_story_is_printed_once_for_each_rater_in_its_order(pages, handed_out):
    for bundle in handed_out:
        own = [page for page in pages if f"Rater {bundle.rater}" in page]
        assert re.findall(r"^Story (\d+)", "\n".join(own), re.MULTILINE) == [story.code for story in bundle.stories]
    text = plain(" ".join(pages))
    for story in handed_out[0].stories:
        assert text.count(plain(story.text)) == 2, story.code


def test_no_page_tells_what_anybody_made_of_a_story(pages, handed_out):
    """Beside a story stand the same words beside every other, and none of the reasons of the judgement."""
    body = "\n".join(page for page in pages if "Story " in page)
    stories = re.split(r"^Story \d+\n", body, flags=re.MULTILINE)[1:]
    boxes = [words()["boxes"][letter][0] for letter in "ABCDEF"]
    assert len(stories) == 120
    for text in stories:
        assert [text.count(f"{letter}  {name}") for letter, name in zip("ABCDEF", boxes, strict=True)] == [1] * 6
    told = plain(" ".join(pages))
    for story in handed_out[0].stories:
        assert story.why not in told
        assert not re.search(r"check_in|red_flag|niggle says", told)


def test_the_drawing_of_the_boxes_is_the_same_for_every_story(pdf):
    """Not a box is filled: nothing but outlines is drawn, as many for one story as for the next."""
    for page in PdfReader(io.BytesIO(pdf)).pages:
        text = page.extract_text()
        content = page.get_contents()
        drawn = "" if content is None else content.get_data().decode("latin-1")
        rectangles = re.findall(r"(?:[\d.]+\s+){4}re\s+(\S+)", drawn)
        assert len(rectangles) == 12 * len(re.findall(r"^Story ", text, re.MULTILINE))
        assert set(rectangles) <= {"S"}


def test_pages_are_numbered_by_rater_and_each_begins_on_a_new_sheet(pages):
    for rater in ("1", "2"):
        numbers = [re.search(r"page (\d+) of (\d+)", page).groups() for page in pages if f"Rater {rater}" in page]
        assert numbers == [(str(at + 1), str(len(numbers))) for at in range(len(numbers))]
        first = next(at for at, page in enumerate(pages) if f"Rater {rater}" in page)
        assert first % 2 == 0


def test_the_first_page_says_what_a_rater_has_to_know(pages):
    text = plain(pages[0])
    for sentence in ("no right answers", "45 to 60 minutes", "not a clinical validation", "made up", "Rater 1"):
        assert sentence in text
    for letter in "ABCDEF":
        name, meaning = words()["boxes"][letter]
        assert f"{name} {meaning}" in text


def test_it_is_a4_and_needs_no_font_from_outside(pdf):
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        for font in page["/Resources"].get("/Font", {}).values():
            assert font.get_object()["/BaseFont"].startswith("/Helvetica")
