"""One night of both copies, troubled in the one and calm in the other; then a calm one, after which they are alike."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.soak.commands import Command, Work
from tests.soak.compare import differences, flags_differ
from tests.soak.copies import Copy, Phones
from tests.soak.faults import Fault, Trouble
from tests.soak.world import Feed

_LOOK_AFTER = timedelta(hours=2)
_CALM_AFTER = timedelta(hours=1)
# All well, something needs a person, told to end; and killed, where that is the fault.
_EXPECTED_CODES = (0, 3, -9, 143)


@dataclass
class Outcome:
    """What became of a night: its faults by name, how its commands ended, what was found wrong, a line each."""

    number: int
    faults: tuple[str, ...]
    codes: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    was_alike_at_once: bool | None = None
    forms_refused: int = 0
    cpu_s: float = 0.0


@dataclass
class Soak:
    """The two copies, and what is carried from night to night."""

    disturbed: Copy
    twin: Copy
    phones: Phones
    typical_s: float

    def begin(self, history: Feed) -> None:
        """Bring the history in, in both, without a fault."""
        for copy in (self.disturbed, self.twin):
            copy.give(history.files)
        self._calm(self.twin, history.at)
        first = self.disturbed.run("sync", at=history.at)
        if first.code != 0:
            raise SystemExit(f"the first night failed, without a fault: {first.said}")

    def night(self, number: int, feed: Feed, faults: Sequence[Fault], rng: Random) -> Outcome:
        """Live through a night in which these faults happen."""
        outcome = Outcome(number, tuple(fault.__name__ for fault in faults))
        refused = self.phones.refused
        self.disturbed.give(feed.files)
        self.phones.enter(feed.posts)
        trouble = self._troubled(feed.at, faults, rng, outcome)
        self._undisturbed(feed)
        at = feed.at + _LOOK_AFTER
        if trouble.is_harmless and self.phones.is_empty:
            wrong = list(flags_differ(self.disturbed, self.twin, at))
            outcome.was_alike_at_once = not wrong
            outcome.wrong += [f"at once: {line}" for line in wrong]
        if not self.phones.is_empty:
            with self.phones.served(feed.at + _CALM_AFTER) as (_, address):
                self.phones.send(address)
            if not self.phones.is_empty:
                outcome.wrong.append("a form is not kept although nothing is wrong any more")
        calm = self.disturbed.run("sync", at=feed.at + _CALM_AFTER)
        self._take(outcome, calm)
        if calm.code != 0:
            outcome.wrong.append(f"the calm night ended with {calm.code}: {calm.said.strip()}")
        outcome.wrong += differences(self.disturbed, self.twin, at)
        outcome.forms_refused = self.phones.refused - refused
        return outcome

    def _troubled(self, at: datetime, faults: Sequence[Fault], rng: Random, outcome: Outcome) -> Trouble:
        trouble = Trouble(self.disturbed, self.phones, rng, at, self.disturbed.niggle("sync"), self.typical_s)
        for fault in faults:
            fault(trouble)
        night = self.disturbed.start(
            "night", trouble.work, trouble.at, jumps=trouble.jumps, is_wide=trouble.is_wide
        )  # fmt: skip
        waiting = sorted(trouble.meanwhile, key=lambda entry: entry[0])
        while night.is_running():
            while waiting and night.spent_s() >= waiting[0][0]:
                waiting.pop(0)[1](night)
            time.sleep(0.02)
        for command in (night, *trouble.others):
            command.wait()
            self._take(outcome, command)
            if command.code not in _EXPECTED_CODES or "internal error" in command.said:
                outcome.wrong.append(f"{command.name} ended with {command.code}: {command.said.strip()}")
        for undo in reversed(trouble.after):
            undo()
        if night.code == 0 and not trouble.is_wide:
            self.typical_s = 0.7 * self.typical_s + 0.3 * max(night.cpu_s, 0.5)
        return trouble

    def _undisturbed(self, feed: Feed) -> None:
        self.twin.give(feed.files)
        if feed.posts:
            phones = Phones(self.twin)
            phones.enter(feed.posts)
            with phones.served(feed.at) as (_, address):
                phones.send(address)
            if not phones.is_empty:
                raise SystemExit("the undisturbed copy did not keep a form")
        self._calm(self.twin, feed.at)

    def _calm(self, copy: Copy, at: datetime) -> None:
        """A night without Prefect, which costs as much as all else: the same steps."""
        command = copy.start("calm", _steps(copy.disk / "config.toml"), at)
        if command.wait() != 0:
            raise SystemExit(f"an undisturbed night failed: {command.said}")

    def _take(self, outcome: Outcome, command: Command) -> None:
        assert command.code is not None
        outcome.codes.append(command.code)
        outcome.cpu_s += command.cpu_s


def _steps(config_path: Path) -> Work:
    def work() -> None:
        from niggle.config import load_config
        from niggle.steps.batch import nights_of
        from niggle.steps.night import during_night
        from niggle.steps.report import report_squads
        from niggle.steps.waiting import settle_common

        config = load_config(config_path)
        with during_night(config):
            result = nights_of(config, config.athletes)
            if failed := [night.failure for night in result.nights if night.failure]:
                raise SystemExit(f"{failed}")
            report_squads(config)
            settle_common(config)

    return work
