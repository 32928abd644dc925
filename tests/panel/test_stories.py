import itertools
from collections import Counter
from dataclasses import replace

from niggle.pain.answers import COLUMNS
from niggle.pain.complaints import tells_of
from niggle.panel.stories import YES_NO, answer
from niggle.triage.evaluate import evaluate
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.places import LEG_SITES, SITES
from niggle.vocabulary.statuses import STATUS_ORDER


def test_there_are_sixty_ten_of_each_status(told):
    assert Counter(story.status for story in told) == dict.fromkeys(STATUS_ORDER, 10)
    assert len({story.code for story in told}) == 60
    assert len({story.text for story in told}) == 60


def test_they_cover_every_site_kind_and_stride(told):
    own = [answers for story in told for days, answers in story.rows if days == 0]
    assert {answers["site"] for answers in own if "site" in answers} == set(SITES)
    assert {answers["kind"] for answers in own if "kind" in answers} == set(QUESTIONS["kind"].values)
    strides = Counter(story.facts.run.stride.word for story in told)
    assert strides["usual"] >= 30
    assert set(strides) == {"usual", "altered", "possibly_altered", "insufficient_data"}
    assert any(not story.rows for story in told)


def test_they_use_the_diarys_columns_and_words_alone(told):
    for story in told:
        for _, answers in story.rows:
            assert set(answers) <= set(COLUMNS), story.code
            if "quality" in answers:
                assert answers["quality"] in QUESTIONS["quality"].values, story.code


def test_what_is_judged_acceptable_says_more_than_the_status(told):
    for story in told:
        assert story.status not in story.acceptable, story.code
        assert story.acceptable <= set(STATUS_ORDER)
        assert story.why.endswith("."), story.code


def test_codes_do_not_follow_the_status(told):
    by_code = [STATUS_ORDER.index(story.status) for story in sorted(told, key=lambda story: int(story.code))]
    neighbours = sum(a == b for a, b in itertools.pairwise(by_code))
    assert neighbours < 20  # 9 of 59 by chance, 54 in the order of the file


def test_the_diary_reads_what_the_rows_say(told):
    for story in told:
        own = [answers for days, answers in story.rows if days == 0]
        for answers, report in zip(own, story.facts.run.reports, strict=True):
            for name in ("before", "first", "peak", "end", "next_morning"):
                score = getattr(report, name)
                assert ("" if score is None else str(score)) == answers.get(name, ""), (story.code, name)
            for name in YES_NO:
                assert getattr(report, name) == {"yes": True, "no": False}.get(answers.get(name)), (story.code, name)
        days = [days for days, _ in story.rows if days > 0]
        assert len(story.facts.earlier) == len(set(days))
        starts = [run.started_at for run in story.facts.earlier]
        assert starts == sorted(starts)


def test_the_side_that_is_spared_is_the_one_that_hurts(told):
    for story in told:
        stride = story.facts.run.stride
        for report in story.facts.run.reports:
            if stride.word == "altered" and tells_of(report) == "pain" and report.site in LEG_SITES:
                assert stride.side == report.side, story.code


def test_niggle_is_asked_anew_and_not_remembered(told):
    story = next(story for story in told if story.status == "clear" and story.facts.run.reports)
    (report,) = story.facts.run.reports
    limping = replace(report, site="shin", side="left", peak=5, limped=True)
    changed = replace(story, facts=replace(story.facts, run=replace(story.facts.run, reports=(limping,))))
    assert answer(story) == evaluate(story.facts).status
    assert answer(changed) == "concern"
