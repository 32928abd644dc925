"""Which line of a configuration a fault stands on."""

import pytest

from niggle.config_faults import line_of

TEXT = """\
[store]
path = "data"

[[athletes]]
id = "ada"

[[athletes.sources]]
kind = "folder"

[[athletes]]
id = "ben"
squad = "club"

[[athletes.sources]]
kind = "export"

[[athletes.sources]]
kind = "folder"
"""


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("store", "path"), 2),
        (("athletes", 0, "id"), 5),
        (("athletes", 1, "squad"), 12),
        (("athletes", 0, "sources", 0, "kind"), 8),
        (("athletes", 1, "sources", 1, "kind"), 18),
        (("athletes", 1, "name"), 10),  # a key that is missing: the line of its table
        (("web", "port"), None),
    ],
)
def test_a_key_is_found_in_its_own_table(location, line):
    assert line_of(TEXT, location) == line
