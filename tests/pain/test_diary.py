from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.errors import DiaryError
from niggle.pain.answers import COLUMNS, identified
from niggle.pain.diary import Diary, decode_diary, parse_diary, without_athlete, write_diary
from niggle.pain.model import PainReport
from niggle.pain.reading import plain_lines
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.places import SIDES, SITES

FULL = (
    "athlete_id,run_id,started_at,date,site,side,before,first,peak,end,next_morning,hours_to_settle,quality,kind,"
    "limped,changed_how_i_ran,night_pain,bony_point,pain_on_hopping,affected_mood,affected_sleep,affected_confidence,"
    "reduced_training,course,limped_for,change_was,night_pain_when,calf_signs,joint_signs,chest_signs,back_signs,note"
)


def parse(text: str, *, athlete_id: str | None = "me", written_at: datetime | None = None) -> Diary:
    return parse_diary(text, athlete_id=athlete_id, known_athletes={"me", "you"}, written_at=written_at)


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in parse(text).problems]


def test_the_columns_are_those_of_the_contract() -> None:
    assert ",".join(COLUMNS) == FULL


def test_a_full_row() -> None:
    row = (
        "you,r1,2026-03-02T06:31:05Z,2026-03-02,achilles,left,1,3,4,1,1,2.5,twinge,"
        "joint_tendon_bone,no,yes,no,no,no,yes,no,no,a_little,grew,few_steps,by_itself,lying_on_it,no,yes,no,no,felt ok"
    )
    diary = parse(f"{FULL}\n{row}\n", athlete_id=None)
    (one,) = diary.reports
    assert diary.problems == ()
    assert one == PainReport(
        report_id=one.report_id,
        athlete_id="you",
        run_id="r1",
        started_at=datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC),
        date=date(2026, 3, 2),
        site="achilles",
        side="left",
        before=1,
        first=3,
        peak=4,
        end=1,
        next_morning=1,
        hours_to_settle=2.5,
        quality="twinge",
        kind="joint_tendon_bone",
        limped=False,
        changed_how_i_ran=True,
        night_pain=False,
        bony_point=False,
        pain_on_hopping=False,
        affected_mood=True,
        affected_sleep=False,
        affected_confidence=False,
        reduced_training="a_little",
        course="grew",
        limped_for="few_steps",
        change_was="by_itself",
        night_pain_when="lying_on_it",
        calf_signs=False,
        joint_signs=True,
        chest_signs=False,
        back_signs=False,
        note="felt ok",
    )


def test_a_report_without_the_later_columns_keeps_the_id_that_it_had() -> None:
    (old,) = parse("date,site,peak\n2026-03-02,knee,3\n", athlete_id="me").reports
    assert old.report_id == "3d83d2cf2544cba5"
    (said,) = parse("date,site,peak,kind\n2026-03-02,knee,3,skin\n", athlete_id="me").reports
    assert said.report_id != old.report_id


@pytest.mark.parametrize(("column", "answer"), [("kind", "bone"), ("course", "worse"), ("limped_for", "yes")])
def test_what_is_none_of_the_words_is_named_with_them(column: str, answer: str) -> None:
    (problem,) = parse(f"date,site,{column}\n2026-03-02,knee,{answer}\n").problems
    assert problem.column == column
    assert problem.message.startswith(f"{answer!r} is none of: ")


def test_empty_is_not_answered() -> None:
    (one,) = parse("date,site,peak,limped,side\n2026-03-02,knee,,,\n").reports
    assert (one.peak, one.limped, one.side, one.note) == (None, None, None, None)


def test_columns_in_any_order_with_spaces_capitals_bom_and_crlf() -> None:
    text = '\ufeff Peak , SITE,date,limped\r\n 3 ,Lower Back, 2026-03-02 ,YES\r\n\r\n,,,\r\n"0",,2026-03-03,No\r\n'
    first, second = parse(text).reports
    assert (first.peak, first.site, first.limped) == (3, "lower_back", True)
    assert (second.peak, second.site, second.limped) == (0, None, False)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("date,sight,peek", "'sight', 'peek'"),
        ("date;site,peak", "by commas"),
        ("date,site,date", "named twice: date"),
        ("site,peak", "run_id, started_at, date"),
        ("date,,site", "''"),
        ('date,"site', "line 1"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused_by_name(header: str, message: str) -> None:
    with pytest.raises(DiaryError, match=message):
        parse(header)


def test_someone_has_to_be_named() -> None:
    with pytest.raises(DiaryError, match="athlete_id"):
        parse("date,peak\n2026-03-02,0\n", athlete_id=None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("peak", "11"),
        ("peak", "-1"),
        ("peak", "3.5"),
        ("peak", "three"),
        ("peak", "٣"),
        ("first", "1e1"),
        ("hours_to_settle", "-2"),
        ("hours_to_settle", "nan"),
        ("hours_to_settle", "inf"),
        ("hours_to_settle", "1e9"),
        ("side", "middle"),
        ("quality", "nasty"),
        ("limped", "maybe"),
        ("night_pain", "1"),
        ("reduced_training", "some"),
        ("started_at", "yesterday"),
        ("started_at", "2026-03-02"),
        ("started_at", "0001-01-01T00:00:00+14:00"),
        ("athlete_id", "him"),
        ("athlete_id", "you"),
    ],
)
def test_a_bad_value_is_named_and_the_good_rows_are_kept(column: str, value: str) -> None:
    text = f"date,site,{column}\n2026-03-01,knee,\n2026-03-02,knee,{value}\n2026-03-03,knee,\n"
    diary = parse(text)
    assert [(problem.line, problem.column) for problem in diary.problems] == [(3, column)]
    assert value in diary.problems[0].message
    assert [report.date for report in diary.reports] == [date(2026, 3, 1), date(2026, 3, 3)]


def test_every_fault_of_a_row_is_told() -> None:
    assert problems("date,site,peak\n2026-13-02,elbow,12\n") == [(2, "date"), (2, "site"), (2, "peak")]


def test_a_score_needs_a_site_and_a_row_needs_a_run() -> None:
    assert problems("date,site,peak\n2026-03-02,,4\n") == [(2, "site")]
    assert problems("date,site,peak\n,knee,4\n") == [(2, "date")]
    assert problems("date,site,peak\n2026-03-02,,0\n2026-03-03,,\n") == []


def test_a_row_without_pain_may_still_tell_of_a_limp() -> None:
    (one,) = parse("date,site,peak,limped\n2026-03-02,,0,yes\n").reports
    assert one.limped


def test_rows_of_the_wrong_length_are_not_guessed_at() -> None:
    text = "date,site,peak\n2026-03-01,knee\n2026-03-02,knee,3,4\n2026-03-03,knee,3,,\n"
    assert problems(text) == [(2, ""), (3, "")]
    assert len(parse(text).reports) == 1


def test_line_numbers_are_those_of_the_file() -> None:
    text = (
        "date,site,peak,note\n"
        '2026-03-01,knee,2,"two\nlines, and a ""quote"""\n'
        "\n"
        "2026-03-02,knee,22,x\n"
        '2026-03-03,knee,2,"three\r\n\r\nlines"\n'
        "2026-03-04,knee,33,x\n"
    )
    diary = parse(text)
    assert problems(text) == [(5, "peak"), (9, "peak")]
    assert [report.note for report in diary.reports] == ['two\nlines, and a "quote"', "three\n\nlines"]


def test_an_unclosed_quote_costs_its_own_row_only() -> None:
    text = 'date,site,peak,note\n2026-03-01,knee,2,"open\n2026-03-02,knee,2,x\n2026-03-03,knee,2,"shut"\n'
    assert problems(text) == [(2, "")]
    assert [report.date for report in parse(text).reports] == [date(2026, 3, 2), date(2026, 3, 3)]
    at_the_end = 'date,site,peak,note\n2026-03-01,knee,2,x\n2026-03-02,knee,2,"open\n2026-03-03,knee,2,x\n'
    assert problems(at_the_end) == [(3, "")]
    assert [report.date for report in parse(at_the_end).reports] == [date(2026, 3, 1), date(2026, 3, 3)]


def test_a_start_without_a_zone_is_the_athletes_own() -> None:
    text = "athlete_id,started_at\nme,2026-07-02T06:31:05\nyou,2026-07-02T06:31:05\nyou,2026-07-02T06:31:05+09:00\n"
    everywhere = {"me": ZoneInfo("Europe/London"), "you": ZoneInfo("America/New_York")}

    def hours(**timezone: object) -> list[int]:
        diary = parse_diary(text, athlete_id=None, known_athletes=["me", "you"], **timezone)  # type: ignore[arg-type]
        return [report.started_at.hour for report in diary.reports if report.started_at is not None]

    assert hours() == [6, 6, 21]
    assert hours(timezone=ZoneInfo("Europe/London")) == [5, 5, 21]
    assert hours(timezone=everywhere) == [5, 10, 21]


def test_the_same_row_is_one_report_however_it_is_written() -> None:
    plain = parse("date,site,peak,started_at\n2026-03-02,knee,3,2026-03-02T06:00:00Z\n").reports
    other = parse("peak,site,started_at,athlete_id,date\n3.0, KNEE,2026-03-02T07:00+01:00,me,2026-03-02\n").reports
    assert plain == other
    twice = parse("date,site,peak\n2026-03-02,knee,3\n2026-03-02,knee,3\n")
    assert len(twice.reports) == 1
    assert parse("date,site,peak\n2026-03-02,knee,4\n").reports[0].report_id != twice.reports[0].report_id


def test_a_spreadsheet_of_a_country_with_decimal_commas_is_read() -> None:
    text = "\ufeffdate;site;peak;hours_to_settle;note\r\n06.01.2026;knee;3,0;0,5;one, two\r\n06/01/2026;knee;3;;\r\n"
    diary = parse(text)
    (report,) = diary.reports
    assert (report.date, report.peak, report.hours_to_settle) == (date(2026, 1, 6), 3, 0.5)
    assert report.note == "one, two"
    assert [(problem.line, problem.column) for problem in diary.problems] == [(3, "date")]
    assert "6 January or 1 June" in diary.problems[0].message


def test_it_says_the_same_as_with_commas_and_points() -> None:
    assert parse("date;peak;hours_to_settle\n6.1.2026;0;0,5\n") == parse(
        "date,peak,hours_to_settle\n2026-01-06,0,0.5\n"
    )


def test_a_byte_that_is_no_letter_costs_its_own_row_only() -> None:
    diary = parse(decode_diary(b"date,peak,note\n2026-03-01,0,caf\xe9\n2026-03-02,0,caf\xc3\xa9\n"))
    assert [(problem.line, problem.column) for problem in diary.problems] == [(2, "note")]
    assert "UTF-8" in diary.problems[0].message
    assert [report.note for report in diary.reports] == ["café"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_a_file_of_another_encoding_is_named_as_that(encoding: str) -> None:
    with pytest.raises(DiaryError, match="UTF-8"):
        parse(decode_diary("date,peak\n2026-03-01,0\n".encode(encoding)))


def test_what_is_yet_to_come_has_not_been_felt() -> None:
    text = "date,started_at,peak\n2026-03-02,,0\n2026-03-03,,0\n,2026-03-02T09:00Z,0\n,2031-03-02T09:00Z,0\n"
    # On Kiribati the day is 14 hours ahead of UTC's, so at 9 o'clock the 2nd is everybody's latest day.
    diary = parse(text, written_at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert [(problem.line, problem.column) for problem in diary.problems] == [(3, "date"), (5, "started_at")]
    assert "yet to come" in diary.problems[0].message
    assert len(diary.reports) == 2
    assert parse(text).problems == ()


SCORE = st.one_of(st.none(), st.integers(0, 10))
YES_NO = st.sampled_from([None, True, False])
TEXT = (
    st.text("a0,;\"' \t\n\r=-äß日\u2028\x0b\ufeff", min_size=1)
    .map(plain_lines)
    .filter(lambda text: text and text == text.strip())
)
REPORTS = st.builds(
    PainReport,
    report_id=st.just(""),
    athlete_id=st.sampled_from(["me", "you"]),
    run_id=st.one_of(st.none(), TEXT),
    started_at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    date=st.dates(),
    reported_at=st.none(),
    site=st.sampled_from(SITES),
    side=st.sampled_from([None, *SIDES]),
    **dict.fromkeys(["before", "first", "peak", "end", "next_morning"], SCORE),
    hours_to_settle=st.one_of(st.none(), st.floats(0, 8760)),
    quality=st.sampled_from([None, *QUESTIONS["quality"].values]),
    **dict.fromkeys(
        [
            "limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping",
            "affected_mood", "affected_sleep", "affected_confidence",
        ],
        YES_NO,
    ),
    reduced_training=st.sampled_from([None, *QUESTIONS["reduced_training"].values]),
    note=st.one_of(st.none(), TEXT),
).map(identified)  # fmt: skip


@given(reports=st.lists(REPORTS, unique_by=lambda report: report.report_id))
def test_what_is_written_reads_back(reports: list[PainReport]) -> None:
    diary = parse_diary(write_diary(reports), athlete_id=None, known_athletes={"me", "you"})
    assert diary == Diary(tuple(reports), ())


@given(text=st.text("dateknpo,;\"' \n\r\t019-\0\x0c\u2028\ufeff"))
def test_no_text_makes_it_fall_over(text: str) -> None:
    parse("date,site,peak,note\n" + text)
    with suppress(DiaryError):
        parse(text)


OTHERS = 'athlete_id,date,peak,note\r\nben,2026-03-01,0,"two\nlines, ada"\n\nben;,2026-03-02,1,plain\n'


@pytest.mark.parametrize(
    "own",
    [
        "ada,2026-03-01,2,said\n", ' ada ,2026-03-01,2,"said,\nover lines"\n', 'ada,2026-03-01,2,"never closed\n',
        "ada\n", '"ada",,,\r\n',
    ],
)  # fmt: skip
def test_the_rows_of_an_athlete_are_taken_out_and_the_others_are_as_they_were(own: str) -> None:
    head, line, rest = OTHERS.partition("\r\n")
    assert without_athlete(head + line + own + rest, "ada") == OTHERS
    assert without_athlete(OTHERS, "ada") == OTHERS
    assert without_athlete(OTHERS + own, "ada") == OTHERS


def test_semicolons_and_other_names_of_columns_are_read_as_in_diaries() -> None:
    text = "\ufeffDate; Athlete_ID ;peak\n2026-03-01;ada;2\n2026-03-01;adam;2\n"
    assert without_athlete(text, "ada") == "\ufeffDate; Athlete_ID ;peak\n2026-03-01;adam;2\n"


def test_a_diary_without_the_column_is_of_nobody_else() -> None:
    assert without_athlete("date,peak\nada,3\n", "ada") == "date,peak\nada,3\n"
    assert without_athlete("", "ada") == ""
