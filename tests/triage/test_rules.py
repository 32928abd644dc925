import dataclasses
from importlib.resources import files

import niggle.load
from niggle.pain.model import QUALITIES, SITES
from niggle.triage.model import Group
from niggle.triage.rules import limits, references, rules, site_groups, wording


def cited() -> set[str]:
    keys = {key for rule in rules() for key in rule.references}
    keys |= {key for rule in rules() for threshold in rule.thresholds for key in threshold.references}
    keys |= {key for threshold in niggle.load.thresholds() for key in threshold["references"]}
    keys |= {key for group in site_groups().values() for key in group["references"]}
    return keys | set(wording()["references"]) | set(wording()["urgent"]["references"])


def test_criteria_are_those_of_the_contract_in_its_order() -> None:
    assert [rule.id for rule in rules()] == [
        "warms_up", "low_and_stable", "mechanics_unchanged", "resolves_quickly",
        "worsens", "alters_stride", "persists_despite_reduced_training",
        "affects_mood_sleep_confidence", "sharp", "limping",
        "night_pain", "bony_point", "pain_on_hopping", "high_risk_site",
        "chest_signs", "calf_signs", "joint_signs", "back_signs", "numb_building",
    ]  # fmt: skip
    groups: list[Group] = ["monitor"] * 4 + ["concern"] * 6 + ["red_flag"] * 9
    assert [rule.group for rule in rules()] == groups


def test_every_cited_source_is_there_and_every_source_is_cited() -> None:
    assert cited() == set(references())


def test_every_threshold_has_a_unit_and_a_basis_and_evidence_is_cited() -> None:
    for rule in rules():
        for threshold in rule.thresholds:
            assert threshold.unit
            assert threshold.basis in ("evidence", "convention")
            assert (threshold.basis == "convention") or threshold.references
            assert set(threshold.references) <= set(rule.references), (rule.id, threshold.name)


def test_no_threshold_is_there_for_nothing() -> None:
    package = files("niggle")
    code = "".join(path.read_text() for path in package.joinpath("triage").iterdir() if path.name.endswith(".py"))
    code += package.joinpath("load.py").read_text()
    names = {threshold.name for rule in rules() for threshold in rule.thresholds}
    names |= {row["name"] for row in niggle.load.thresholds()}
    assert [name for name in sorted(names) if f'"{name}"' not in code] == []


def test_every_criterion_says_what_it_asks_and_rests_on_something() -> None:
    for rule in rules():
        assert all((rule.title, rule.article, rule.rule, rule.references))


def test_what_does_not_carry_its_claim_is_not_cited() -> None:
    for reference in references().values():
        text = " ".join(str(value) for value in dataclasses.asdict(reference).values()).lower()
        assert not any(name in text for name in ("mcsweeney", "mcgrath", "grassi"))


def test_every_source_says_where_it_is_how_much_was_read_and_what_it_supports() -> None:
    for reference in references().values():
        assert all((reference.title, reference.where, reference.seen, reference.supports))
        assert (reference.mark == "M") == (reference.seen == "from memory")


def test_mood_sleep_and_confidence_are_private() -> None:
    assert [rule.id for rule in rules() if rule.is_private] == ["affects_mood_sleep_confidence"]


def test_sites_are_sites_and_all_have_names() -> None:
    for name, group in site_groups().items():
        assert set(group["sites"]) <= set(SITES), name
        assert group["basis"] in ("evidence", "convention")
        assert group["why"]
    assert set(wording()["qualities"]) == set(QUALITIES)
    assert set(wording()["sites"]) == set(wording()["sites_both"]) == set(SITES)


def test_limits_are_found_by_name() -> None:
    assert limits("low_and_stable")["green_peak"] == 2
    assert limits("mechanics_unchanged") == {}
