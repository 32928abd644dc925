import dataclasses
from importlib.resources import files

import niggle.load
from niggle.triage.rules import answered_by, asked_by, limits, references, rules, site_groups, wording
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.places import SITES
from niggle.vocabulary.statuses import GROUPS, Group


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


def test_limits_are_found_by_name() -> None:
    assert limits("low_and_stable")["green_peak"] == 2
    assert limits("mechanics_unchanged") == {}


QUESTION_IDS = {row["id"] for row in (*wording()["questions"], wording()["contradiction"])}
# These ask for more of what is known already, for the place, or for a report at all.
SETTLE_NO_CRITERION = {"any_pain", "twinge_again", "site", "kind", "night_when", "limped_for", "change_was"}


def test_every_question_is_answered_by_columns_of_the_diary() -> None:
    assert set(answered_by()) == QUESTION_IDS
    for question_id, names in answered_by().items():
        assert names, question_id
        assert set(names) <= set(QUESTIONS), question_id


def test_every_question_that_settles_a_criterion_is_named_by_it() -> None:
    named = {question_id for ids in asked_by().values() for question_id in ids}
    assert named == QUESTION_IDS - SETTLE_NO_CRITERION


def test_every_criterion_can_be_asked_about() -> None:
    assert all(asked_by()[rule.id] for rule in rules())


def test_the_words_that_decide_by_criterion_know_every_criterion() -> None:
    by_group = {group: {rule.id for rule in rules() if rule.group == group} for group in GROUPS}
    speaks, coach = wording()["speaks"], wording()["coach"]
    assert {key: set(names) for key, names in speaks.items()} == {
        "adapt": by_group["monitor"], "concern": by_group["concern"], "red_flag": by_group["red_flag"],
    }  # fmt: skip
    assert by_group["concern"] | by_group["red_flag"] <= set(coach["met"])
    assert by_group["monitor"] <= set(coach["not_met"])
    assert by_group["monitor"] <= set(coach["open"])
