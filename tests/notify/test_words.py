import pytest

from niggle.notify.words import Item, message, sentence

PAGE = "https://n.example/runs/r1.html"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Item("concern", day="Tuesday"), "There is something new on your page."),
        (Item("red_flag", name="Ada", day="Tuesday"), "There is something new on Ada's page."),
        (Item("question", day="Tuesday"), "niggle has a question about your run of Tuesday."),
        (Item("question", name="Ada", day="Tuesday"), "There is something new on Ada's page."),
        (
            Item("source", source="garmin", command="niggle login garmin --athlete ada"),
            "niggle cannot read garmin any more and needs you for it: run `niggle login garmin --athlete ada`.",
        ),
        (
            Item("concern", day="Tuesday", status="Concern", summary="Your knee grew worse."),
            "Your run of Tuesday: Concern. Your knee grew worse.",
        ),
        (
            Item("concern", name="Ada", day="Tuesday", status="Concern", summary="Your knee grew worse."),
            "Ada's run of Tuesday: Concern. Your knee grew worse.",
        ),
        (
            Item("concern", name="Ada", day="Tuesday", status="Concern"),
            "Ada's run of Tuesday: Concern",
        ),
    ],
)
def test_what_is_said_of_a_matter(item: Item, said: str) -> None:
    assert sentence(item) == said


def test_a_message_has_each_sentence_once_and_its_link() -> None:
    items = [Item("concern", name="Ada", link=PAGE), Item("question", name="Ada", link=PAGE)]
    assert message(items) == f"There is something new on Ada's page.\n{PAGE}"


def test_without_an_address_a_message_says_where_to_look() -> None:
    text = message([Item("concern", name="Ada"), Item("question", name="Ben")])
    assert text == (
        "There is something new on Ada's page.\n\nThere is something new on Ben's page.\n\nOpen niggle to see it."
    )


def test_of_many_athletes_one_sentence_tells_with_one_link() -> None:
    items = [Item("concern", name=name, link=f"{PAGE}#{name}") for name in ("Ada", "Ben", "Ada", "Cleo")]
    worded = Item("concern", name="Dana", day="Tuesday", status="Concern", link=PAGE)
    assert message([*items, worded], table="https://n.example/squads/club.html") == (
        "There is something new on the pages of Ada, Ben and Cleo.\nhttps://n.example/squads/club.html\n\n"
        f"Dana's run of Tuesday: Concern\n{PAGE}"
    )
    bare = [Item("concern", name=name) for name in ("Ada", "Ben", "Cleo")]
    assert message(bare) == "There is something new on the pages of Ada, Ben and Cleo.\n\nOpen niggle to see it."


def test_a_source_needs_no_page() -> None:
    assert "Open niggle" not in message([Item("source", source="garmin", command="x")])


@pytest.mark.parametrize("kind", ["concern", "red_flag", "question", "source"])
@pytest.mark.parametrize("name", [None, "Ada"])
def test_without_details_no_word_is_about_health(kind, name) -> None:
    text = message([Item(kind, name=name, day="Tuesday", source="garmin", command="niggle login garmin")]).lower()
    for word in ("concern", "red flag", "pain", "status", "stride", "hurt", "injur", "!"):
        assert word not in text
