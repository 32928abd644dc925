"""Who is told what and when, over a store of a few runs; Apprise is stood in for, but for the one test at the end."""

import os
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID

import apprise
import pytest
from filelock import FileLock

from niggle.choices import land_choice
from niggle.config import Config, load_config
from niggle.steps.collect import SourceTroubles
from niggle.steps.notify import Sent, notify, send_due, send_tests
from niggle.store.database import utc_naive
from niggle.store.layout import athlete_landing, athlete_store

NIGHT = datetime(2026, 3, 3, 3, 30, tzinfo=UTC)  # a Tuesday; in London 03:30
DAY = timedelta(days=1)
REASON = "Your left knee grew worse."


class Post:
    """Stands in for Apprise's own class: keeps what is sent by address, and refuses what it is told to."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []
        self.refused: set[str] = set()
        post = self

        class Apprise:
            def __init__(self, asset: object) -> None:
                self.url = ""

            def add(self, url: str) -> bool:
                self.url = url
                return True

            def notify(self, *, body: str, title: str, body_format: object) -> bool:
                if self.url in post.refused:
                    return False
                post.letters.append((self.url, body))
                return True

        self.library = Apprise

    def taken(self) -> list[tuple[str, str]]:
        """What has come since the last time."""
        letters, self.letters = self.letters, []
        return letters


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr(apprise, "Apprise", post.library)
    return post


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., Config]:
    """A configuration: what is shared by athlete, and the [notify] tables."""

    def make(notify: str = "", *, more: str = "", **shares: str) -> Config:
        lines = ['[store]\npath = "data"\n', more]
        for name, share in (shares or {"ada": 'share_with_coach = "status"'}).items():
            lines.append(f'[[athletes]]\nid = "{name}"\nname = "{name.title()}"\nsquad = "club"\n{share}\n')
            lines.append('timezone = "Europe/London"\n[[athletes.sources]]\nkind = "garmin"\n')
        path = tmp_path / "config.toml"
        path.write_text("\n".join([*lines, notify]))
        return load_config(path)

    return make


def to(*targets: str, details: bool = False, quiet_hours: str | None = None) -> str:
    """The [notify] tables: targets "ada" or "club", each at "json://<target>"."""
    lines = ["[notify]", f"details = {str(details).lower()}"]
    if quiet_hours is not None:
        lines.append(f'quiet_hours = "{quiet_hours}"')
    for target in targets:
        key = "squad" if target == "club" else "athlete"
        lines.append(f'[[notify.to]]\n{key} = "{target}"\nurls = ["json://{target}"]')
    return "\n".join(lines)


def evening(day: int) -> datetime:
    """18:00 of a day in March, as the database has it."""
    return utc_naive(datetime(2026, 3, day, 18, 0, tzinfo=UTC))


def add_run(
    config: Config,
    athlete_id: str,
    day: int,
    status: str,
    *,
    verdict: str = "usual",
    reported: bool = True,
    who: str = "consented",
    met: Sequence[tuple[str, str]] = (),
) -> None:
    """A finished run of that day of March, in place of one of the same day."""
    run_id = f"{athlete_id}-{day}"
    version = {"raw_sha256": "0" * 64, "metrics_version": 1, "rules_version": 1}
    store = athlete_store(config.store.path, athlete_id)
    with store.write() as writer:
        writer.write("delete_runs", run_ids=[run_id])
        for table in ("statuses", "stride_verdicts", "pain_reports"):
            key = "joined_run_id" if table == "pain_reports" else "run_id"
            writer.connection.execute(f"DELETE FROM {table} WHERE {key} = '{run_id}'")
        writer.insert("runs", [{
            "run_id": run_id, "athlete_id": athlete_id, "started_at": evening(day),
            "surface": "outdoor", "source": "folder", "raw_sha256": "0" * 64, "session_index": 0, "pauses_s": [],
            "who_may_see": who, "may_feed_baselines": True,
        }])  # fmt: skip
        writer.insert("stride_verdicts", [{
            "run_id": run_id, "word": verdict, "is_learning": False, "explanations": [], **version,
        }])  # fmt: skip
        writer.insert("statuses", [{
            "run_id": run_id, "status": status, "provisional": False, "summary": REASON, "questions": [],
            "question_ids": [], "choices": [], "look_again": "", **version,
        }])  # fmt: skip
        if reported:
            writer.insert("pain_reports", [{
                "report_id": run_id, "athlete_id": athlete_id, "raw_sha256": "0" * 64, "position": day,
                "joined_run_id": run_id, "peak": 4, "site": "knee",
            }])  # fmt: skip
        writer.insert("criteria", [
            {
                "run_id": run_id, "position": position, "id": name, "group": group, "status": "met", "evidence": "e",
                "references": [], "is_marginal": False,
            }
            for position, (name, group) in enumerate(met)
        ])  # fmt: skip
    store.publish()


def add_question(config: Config, athlete_id: str, day: int) -> None:
    add_run(config, athlete_id, day, "check_in", verdict="altered", reported=False)


def night(config: Config, *, at: datetime = NIGHT, **troubles: SourceTroubles | None) -> Sent:
    """A night after which the sources of everyone are well, if nothing else is said."""
    known = {athlete.id: SourceTroubles() for athlete in config.athletes}
    return notify(config, {**known, **troubles}, clock=lambda: at)


def begun(config: Config, *athletes: str) -> None:
    """A first night on a clear run of each."""
    for athlete_id in athletes or tuple(athlete.id for athlete in config.athletes):
        add_run(config, athlete_id, 1, "clear")
    assert night(config, at=NIGHT - DAY) == Sent()


def test_nobody_is_told_without_targets_and_the_store_is_not_touched(configured, post) -> None:
    config = configured()
    assert night(config) == Sent()
    assert send_due(config, now=NIGHT) == Sent()
    assert not config.store.path.exists()


def test_a_concern_is_told_once_to_the_athlete_and_the_coach_without_a_word_on_health(configured, post) -> None:
    config = configured(to("ada", "club"))
    begun(config)
    add_run(config, "ada", 2, "concern")
    assert night(config) == Sent(messages=2)
    assert post.taken() == [
        ("json://ada", "There is something new on your page.\n\nOpen niggle to see it."),
        ("json://club", "There is something new on Ada's page.\n\nOpen niggle to see it."),
    ]
    assert night(config) == Sent()
    add_run(config, "ada", 3, "concern")
    assert night(config, at=NIGHT + DAY) == Sent()
    assert post.taken() == []


def test_a_night_that_tells_nothing_new_leaves_the_database_as_it_is(configured, post) -> None:
    config = configured(to("ada"))
    begun(config)
    add_run(config, "ada", 2, "concern")
    night(config)
    before = (config.store.path / "niggle.duckdb").read_bytes()
    night(config, at=NIGHT + DAY)
    assert (config.store.path / "niggle.duckdb").read_bytes() == before


def test_with_details_the_status_and_the_sentence_are_said_with_a_link(configured, post) -> None:
    more = '[web]\npublic_url = "https://n.example/niggle"\n'
    config = configured(to("ada", "club", details=True), more=more, ada='share_with_coach = "details"')
    begun(config)
    add_run(config, "ada", 2, "concern")
    night(config)
    assert [text for _, text in post.taken()] == [
        f"Your run of Monday: Concern. {REASON}\nhttps://n.example/niggle/runs/ada-2.html",
        "Ada's run of Monday: Concern. Knee 4/10, a reason for concern.\nhttps://n.example/niggle/athletes/ada.html",
    ]


@pytest.mark.parametrize("details", [False, True])
@pytest.mark.parametrize(
    ("share", "level"), [('share_with_coach = "none"', 0), ('share_with_coach = "status"', 1),
                         ('share_with_coach = "details"', 2)],
)  # fmt: skip
def test_a_coach_is_told_what_the_athlete_shares(configured, post, share: str, level: int, details: bool) -> None:
    config = configured(to("club", details=details), ada=share)
    begun(config)
    add_run(config, "ada", 2, "concern")
    night(config)
    letters = post.taken()
    assert len(letters) == min(level, 1)
    for _, text in letters:
        assert ("Concern. Knee 4/10" in text) is (details and level == 2)
        assert REASON not in text  # which speaks to the runner
        assert ("something new" in text) is not (details and level == 2)


@pytest.mark.parametrize("consents", [False, True])
def test_mood_sleep_and_confidence_need_a_consent_of_their_own(configured, post, consents: bool) -> None:
    share = f'share_with_coach = "details"\nshare_mood_with_coach = {str(consents).lower()}'
    config = configured(to("ada", "club", details=True), ada=share)
    begun(config)
    add_run(config, "ada", 2, "concern", met=[("affects_mood_sleep_confidence", "concern")])
    night(config)
    (_, own), (_, coach) = post.taken()
    assert REASON in own
    assert ("touches mood, sleep or confidence" in coach) is consents
    assert ("keeps the reason" in coach) is not consents


def test_runs_that_only_the_athlete_may_see_are_told_to_nobody_else(configured, post) -> None:
    config = configured(to("ada", "club"), ada='share_with_coach = "details"')
    begun(config)
    add_run(config, "ada", 2, "red_flag", who="athlete")
    night(config)
    assert [url for url, _ in post.taken()] == ["json://ada"]


def test_a_question_after_an_unreported_altered_stride(configured, post) -> None:
    config = configured(to("ada", "club"))
    begun(config)
    add_question(config, "ada", 2)
    night(config)
    assert [text.splitlines()[0] for _, text in post.taken()] == [
        "niggle has a question about your run of Monday.",
        "There is something new on Ada's page.",
    ]


def test_a_check_in_with_a_report_or_with_the_usual_stride_asks_nothing_by_message(configured, post) -> None:
    config = configured(to("ada"))
    begun(config)
    add_run(config, "ada", 2, "check_in", verdict="altered", reported=True)
    assert night(config) == Sent()
    add_run(config, "ada", 3, "check_in", verdict="insufficient_data", reported=False)
    assert night(config, at=NIGHT + DAY) == Sent()


def test_the_first_night_on_an_old_history_tells_of_the_newest_run_at_most(configured, post) -> None:
    config = configured(to("ada", "club"))
    for day, status in ((1, "red_flag"), (2, "concern"), (3, "clear"), (4, "concern"), (5, "clear")):
        add_run(config, "ada", day, status)
    add_question(config, "ada", 6)
    assert night(config, at=datetime(2026, 4, 20, 4, 0, tzinfo=UTC)) == Sent(messages=2)
    (_, own), _ = post.taken()
    assert own.startswith("niggle has a question about your run of Friday 6 March 2026.")
    assert night(config, at=datetime(2026, 4, 21, 4, 0, tzinfo=UTC)) == Sent()


def test_an_old_run_that_arrives_late_tells_nothing(configured, post) -> None:
    config = configured(to("ada"))
    add_run(config, "ada", 10, "clear")
    night(config)
    add_run(config, "ada", 11, "clear")
    add_run(config, "ada", 9, "red_flag")
    assert night(config, at=NIGHT + 9 * DAY) == Sent()


def test_several_athletes_are_one_message_in_any_order(configured, post) -> None:
    texts = set()
    for order in permutations(("ada", "ben", "cleo")):
        config = configured(to("club"), **dict.fromkeys(order, ""))
        begun(config)
        add_run(config, "ada", 2, "concern")
        add_run(config, "ben", 2, "clear")
        add_run(config, "cleo", 2, "red_flag")
        assert night(config) == Sent(messages=1)
        ((_, text),) = post.taken()
        texts.add(frozenset(text.split("\n\n")))
        shutil.rmtree(config.store.path)
    said = {"There is something new on Ada's page.", "There is something new on Cleo's page.", "Open niggle to see it."}
    assert texts == {frozenset(said)}


def test_quiet_hours_hold_a_message_back_until_they_are_over(configured, post) -> None:
    config = configured(to("ada", quiet_hours="21:30-07:00"))
    begun(config)
    add_run(config, "ada", 2, "concern")
    assert night(config) == Sent(waiting=1)
    assert send_due(config, now=NIGHT.replace(hour=6, minute=59)) == Sent(waiting=1)
    assert post.taken() == []
    assert send_due(config, now=NIGHT.replace(hour=7, minute=0)) == Sent(messages=1)
    assert send_due(config, now=NIGHT.replace(hour=7, minute=5)) == Sent()
    assert len(post.taken()) == 1


def test_what_is_no_longer_so_when_quiet_hours_end_is_dropped_unsaid(configured, post) -> None:
    config = configured(to("ada", "club", quiet_hours="21:30-07:00"))
    begun(config)
    add_question(config, "ada", 2)
    assert night(config) == Sent(waiting=2)
    add_run(config, "ada", 2, "monitor", verdict="altered")  # the report came in
    assert send_due(config, now=NIGHT.replace(hour=8)) == Sent()
    add_question(config, "ada", 2)  # and was taken back
    assert night(config, at=NIGHT + 9 * timedelta(hours=1)) == Sent(messages=2)


def test_a_concern_that_became_a_red_flag_overnight_is_told_once(configured, post) -> None:
    config = configured(to("ada", details=True, quiet_hours="21:30-07:00"))
    begun(config)
    add_run(config, "ada", 2, "concern")
    night(config)
    add_run(config, "ada", 2, "red_flag")
    assert send_due(config, now=NIGHT.replace(hour=8)) == Sent(messages=1)
    ((_, text),) = post.taken()
    assert "Red flag" in text
    assert night(config, at=NIGHT.replace(hour=12)) == Sent()


def test_a_consent_that_was_withdrawn_overnight_holds_for_what_waits(configured, post) -> None:
    config = configured(to("club", quiet_hours="21:30-07:00"))
    begun(config)
    add_run(config, "ada", 2, "concern")
    assert night(config) == Sent(waiting=1)
    config = configured(to("club", quiet_hours="21:30-07:00"), ada='share_with_coach = "none"')
    assert send_due(config, now=NIGHT.replace(hour=8)) == Sent()
    assert post.taken() == []


def test_what_an_address_does_not_take_is_kept_for_it_alone_and_tried_again(configured, post) -> None:
    config = configured(to("ada", "club"))
    begun(config)
    add_run(config, "ada", 2, "concern")
    post.refused = {"json://ada"}
    sent = night(config)
    assert sent.messages == 1
    (problem,) = sent.problems
    assert problem.startswith("notify: athlete:ada by json: it was not taken")
    assert [url for url, _ in post.taken()] == ["json://club"]
    assert send_due(config, now=NIGHT + timedelta(minutes=5)) == Sent(waiting=1)  # not every five minutes
    assert len(send_due(config, now=NIGHT + timedelta(minutes=5), insists=True).problems) == 1
    post.refused = set()
    assert send_due(config, now=NIGHT + timedelta(hours=2)) == Sent(messages=1)
    assert [url for url, _ in post.taken()] == ["json://ada"]


def test_a_missing_variable_is_named_and_the_address_is_not(configured, post, monkeypatch) -> None:
    monkeypatch.delenv("NTFY_TOPIC", raising=False)
    config = configured('[[notify.to]]\nathlete = "ada"\nurls = ["ntfy://my-host/${NTFY_TOPIC}"]')
    begun(config)
    add_run(config, "ada", 2, "concern")
    (problem,) = night(config).problems
    assert "$NTFY_TOPIC is not set" in problem
    assert "my-host" not in problem
    monkeypatch.setenv("NTFY_TOPIC", "secret-topic")
    assert night(config) == Sent(messages=1)
    assert [url for url, _ in post.taken()] == ["ntfy://my-host/secret-topic"]


def test_a_process_killed_between_sending_and_noting_sends_once_more(configured, post, monkeypatch) -> None:
    config = configured(to("ada"))
    begun(config)
    add_run(config, "ada", 2, "concern")

    class KilledError(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        import sys

        patch.setattr(sys.modules["niggle.steps.notify"], "mark", killed)
        with pytest.raises(KilledError):
            night(config)
    assert len(post.taken()) == 1
    assert night(config) == Sent(messages=1)
    assert night(config) == Sent()
    assert len(post.taken()) == 1


def test_who_sends_is_alone(configured, post) -> None:
    config = configured(to("ada", quiet_hours="21:30-07:00"))
    begun(config)
    add_run(config, "ada", 2, "concern")
    night(config)
    with FileLock(config.store.path / "notify.lock"):
        assert send_due(config, now=NIGHT.replace(hour=8)) == Sent()
    assert send_due(config, now=NIGHT.replace(hour=8)) == Sent(messages=1)


def test_a_source_that_needs_its_owner_goes_to_the_athlete_alone(configured, post) -> None:
    config = configured(to("ada", "club"), ada="", ben="")
    begun(config)
    needs = SourceTroubles(need_owner=("garmin",))
    assert night(config, ada=needs, ben=needs) == Sent(messages=1)
    said = "niggle cannot read garmin any more and needs you for it: run `niggle login garmin --athlete ada`."
    assert post.taken() == [("json://ada", said)]


def test_a_source_is_told_of_again_when_it_was_well_in_between_or_after_a_fortnight(configured, post) -> None:
    config = configured(to("ada"))
    begun(config)
    needs, unread = SourceTroubles(need_owner=("garmin",)), SourceTroubles(unread=("garmin",))
    nights = [needs, needs, unread, None, needs, SourceTroubles(), needs]
    told = [night(config, at=NIGHT + number * DAY, ada=trouble).messages for number, trouble in enumerate(nights)]
    assert told == [1, 0, 0, 0, 0, 0, 1]
    assert night(config, at=NIGHT + 19 * DAY, ada=needs).messages == 0
    assert night(config, at=NIGHT + 20 * DAY, ada=needs).messages == 1
    assert night(config, at=NIGHT + 21 * DAY, ada=needs).messages == 0


def test_a_source_that_is_mended_before_morning_is_not_told_of(configured, post) -> None:
    config = configured(to("ada", quiet_hours="21:30-07:00"))
    begun(config)
    assert night(config, ada=SourceTroubles(need_owner=("garmin",))) == Sent(waiting=1)
    assert night(config, at=NIGHT.replace(hour=12)) == Sent()


def test_a_run_that_a_richer_recording_renamed_is_not_told_again(configured, post) -> None:
    config = configured(to("ada"))
    begun(config)
    add_run(config, "ada", 2, "concern")
    night(config)
    with athlete_store(config.store.path, config.athletes[0].id).write() as writer:
        for table in ("runs", "statuses", "stride_verdicts"):
            writer.connection.execute(f"UPDATE {table} SET run_id = 'ada-richer' WHERE run_id = 'ada-2'")
        writer.insert("recordings", [{
            "athlete_id": "ada", "raw_sha256": "1" * 64, "session_index": 0, "run_id": "ada-richer",
            "own_run_id": "ada-2", "started_at": evening(2), "balance_samples": 0, "samples": 0,
        }])  # fmt: skip
    athlete_store(config.store.path, config.athletes[0].id).publish()
    assert night(config, at=NIGHT + DAY) == Sent()


def test_before_anything_is_there_nothing_is_due(configured, post) -> None:
    config = configured(to("ada"))
    assert send_due(config, now=NIGHT) == Sent()
    assert not config.store.path.exists()


def test_the_squad_of_the_fixtures_is_told_once(make_config, squad_folder, night, post, monkeypatch) -> None:
    config = make_config(**{name: squad_folder / name for name in ("cleo", "dana")})
    text = (config.store.path.parent / "config.toml").read_text()
    (config.store.path.parent / "config.toml").write_text(text + to("cleo", "dana", "club"))
    config = load_config(config.store.path.parent / "config.toml")
    night(config)
    well = dict.fromkeys(("cleo", "dana"), SourceTroubles())
    now = datetime(2026, 2, 25, 3, 30, tzinfo=UTC)
    assert notify(config, well, clock=lambda: now) == Sent(messages=3)
    letters: dict[str, Any] = dict(post.taken())
    assert letters["json://cleo"].startswith("niggle has a question about your run of Tuesday.")
    assert letters["json://dana"].startswith("There is something new on your page.")
    assert re.findall(r"new on (\w+)'s", letters["json://club"]) == ["Cleo", "Dana"]
    assert notify(config, well, clock=lambda: now + DAY) == Sent()


def test_apprise_itself_carries_a_message_and_a_test(configured, mailbox, monkeypatch) -> None:
    monkeypatch.setitem(os.environ, "MAILBOX", mailbox.address)
    config = configured('[[notify.to]]\nathlete = "ada"\nurls = ["${MAILBOX}x"]')
    begun(config)
    add_run(config, "ada", 2, "concern")
    mailbox.refuses = True
    assert len(night(config).problems) == 1
    mailbox.refuses = False
    assert night(config) == Sent(messages=1)
    assert [label for label, problem in send_tests(config) if problem is None] == ["athlete:ada by an address"]
    assert [letter["message"].split(".")[0] for letter in mailbox.letters] == [
        "There is something new on your page", "This is a test: messages of niggle arrive here",
    ]  # fmt: skip


DIGEST = '\n[[notify.to]]\nsquad = "club"\ndigest = true\nurls = ["json://digest"]'


def test_a_digest_counts_what_is_new_since_yesterday_and_who_is_silent_once_a_day(configured, post) -> None:
    shares = dict.fromkeys(("ada", "ben", "cleo", "dana"), 'share_with_coach = "details"')
    config = configured(to() + DIGEST, **shares)
    for day in (1, 2, 3):
        add_run(config, "ada", day, "concern" if day == 3 else "clear")
        add_run(config, "ben", day, "clear", reported=False)
        add_run(config, "cleo", day, "concern")
        add_run(config, "dana", day, "red_flag" if day >= 2 else "clear")
    assert night(config) == Sent(messages=1)
    assert post.taken() == [("json://digest", "club: 1 new red flag, 1 new concern, 1 silent.")]
    assert night(config, at=NIGHT.replace(hour=12)) == Sent()
    assert night(config, at=NIGHT + DAY) == Sent(messages=1)
    assert post.taken() == [("json://digest", "club: 1 new concern, 1 silent.")]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("none", None),
        ("status", "club: 1 new concern.\nConcern: Ada."),
        ("details", "club: 1 new concern.\nConcern: Ada (Knee 4/10, limped)."),
    ],
)
def test_a_digest_with_details_says_no_more_than_each_athlete_shares(configured, post, share: str, text: str) -> None:
    config = configured(to(details=True) + DIGEST, ada=f'share_with_coach = "{share}"')
    add_run(config, "ada", 3, "concern", met=(("limping", "concern"),))
    assert night(config) == Sent(messages=0 if text is None else 1)
    assert [body for _, body in post.taken()] == ([] if text is None else [text])


def test_who_takes_a_pause_is_not_reminded_and_who_is_archived_is_told_of_nowhere(configured, post) -> None:
    paused = 'share_with_coach = "details"\npaused_from = 2026-03-01'
    config = configured(to("ada", "club") + DIGEST, ada=paused)
    begun(config)
    add_question(config, "ada", 2)
    assert night(config, ada=SourceTroubles(need_owner=frozenset({"garmin"}))) == Sent()
    archived = 'share_with_coach = "details"\narchived_from = 2026-03-01'
    config = configured(to("ada", "club") + DIGEST, ada=archived)
    add_run(config, "ada", 3, "red_flag")
    assert night(config) == Sent()
    assert post.taken() == []


def test_a_choice_of_nothing_holds_for_messages_whatever_the_configuration_says(configured, post) -> None:
    config = configured(to("club"), ada='share_with_coach = "details"')
    begun(config)
    add_run(config, "ada", 2, "concern")
    land_choice(
        athlete_landing(config.store.path, "ada"),
        "ada",
        "none",
        mood=False,
        contact="",
        entry_id=UUID(int=1),
        now=NIGHT,
    )
    assert night(config) == Sent()
    assert post.taken() == []
