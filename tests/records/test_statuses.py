"""What was decided of a run is stored whole: its status, the load around it, and every criterion in order."""

from dataclasses import asdict

from niggle.load import Load
from niggle.records.statuses import insert_statuses
from niggle.store import Store
from niggle.triage.model import Criterion, Triage
from niggle.vocabulary.places import Where

MET = Criterion("warms_up", "monitor", "met", "3/10 at first, 1/10 at the end", ("silbernagel2007",), is_marginal=True)
OPEN = Criterion("sharp", "concern", "unknown", "", (), is_waived=True)
DECIDED = Triage(
    "monitor", False, True, "Run on", "Pain, and it warms up.", (MET, OPEN), ("How was it?",), ("morning",),
    (Where("achilles", "left"),), ("slower",), "Look again.",
)  # fmt: skip
LOAD = Load(longest_30d_m=12000.0, distance_over_longest_pct=None, minutes_7d=181.0, is_reduced=False)


def test_every_part_of_a_decision_has_its_column(store: Store) -> None:
    with store.write() as writer:
        insert_statuses(writer, {"ada-1": DECIDED}, {"ada-1": LOAD}, {"ada-1": "a"})
    with store.read_main() as reader:
        (said,) = reader.rows("words_of", run_ids=["ada-1"])
        criteria = reader.rows("criteria_of", run_ids=["ada-1"])
    assert (said["summary"], said["look_again"]) == (DECIDED.summary, DECIDED.look_again)
    for row, criterion in zip(criteria, DECIDED.criteria, strict=True):
        stored = {name: value for name, value in asdict(criterion).items() if name != "is_pressing"}
        assert row == {
            "run_id": "ada-1",
            "position": row["position"],
            **stored,
            "references": list(criterion.references),
        }
    assert [row["position"] for row in criteria] == [0, 1]
