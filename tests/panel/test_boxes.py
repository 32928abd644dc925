from niggle.panel.boxes import LETTERS, POSITION, SEVERITY
from niggle.vocabulary.statuses import STATUS_ORDER


def test_every_status_has_a_letter_and_check_in_the_last():
    assert sorted(LETTERS.values()) == sorted(STATUS_ORDER)
    assert list(LETTERS.values())[-1] == "check_in"
    assert "".join(LETTERS) == "ABCDEF"


def test_positions_are_those_of_the_results_and_severity_leaves_out_the_question():
    assert [status for status, _ in sorted(POSITION.items(), key=lambda item: item[1])] == list(STATUS_ORDER)
    assert SEVERITY == {"clear": 0, "monitor": 1, "adapt": 2, "concern": 3, "red_flag": 4}
