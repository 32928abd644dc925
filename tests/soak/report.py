"""What a soak found, as text for a person and for docs/reliability.md."""

from collections import Counter
from collections.abc import Sequence

from tests.soak.night import Outcome


def summary(outcomes: Sequence[Outcome], *, seed: int, forms: int) -> str:
    """The whole soak as Markdown."""
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    with_faults = sum(bool(outcome.faults) for outcome in outcomes)
    at_once = [outcome for outcome in outcomes if outcome.was_alike_at_once is not None]
    refused = sum(outcome.forms_refused for outcome in outcomes)
    killed = sum(-9 in outcome.codes for outcome in outcomes)
    lines = [
        f"{len(outcomes)} nights with seed {seed}, {with_faults} of them with at least one fault, "
        f"{killed} in which something was killed; {sum(outcome.cpu_s for outcome in outcomes):.0f} CPU-s.",
        "",
        "| Fault | Nights | Something wrong afterwards |",
        "|---|---|---|",
    ]
    nights = Counter(name for outcome in outcomes for name in outcome.faults)
    for name, count in sorted(nights.items()):
        bad = sum(name in outcome.faults for outcome in wrong)
        lines.append(f"| {name.replace('_', ' ')} | {count} | {bad} |")
    lines += [
        "",
        f"After {len(outcomes) - len(wrong)} of {len(outcomes)} nights `niggle check` found nothing and flags, "
        "manifests and files were those of the undisturbed copy.",
        f"In {len(at_once)} nights whose faults leave nothing to be made good the flags were compared at once as well: "
        f"alike in {sum(outcome.was_alike_at_once is True for outcome in at_once)}.",
        f"{forms} forms were said to be kept, and all of them were; {refused} times one was refused and sent again.",
    ]
    return "\n".join(lines)


def told(outcome: Outcome) -> str:
    """One night in a line, and a line for each thing that is wrong."""
    faults = ", ".join(outcome.faults) or "no fault"
    first = f"night {outcome.number}: {faults}; ended with {outcome.codes}; {outcome.cpu_s:.1f} CPU-s"
    return "\n".join((first, *(f"  WRONG {line}" for line in outcome.wrong)))
