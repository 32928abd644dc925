"""The page's section on real recordings."""

from typing import Any

from tests.benchmarks.detection.markdown import number, out_of, table

type Plain = dict[str, Any]


def goal_row(data: Plain | None) -> tuple[str, str, str, str, str]:
    """The goal on real recordings, as a row of the table of goals."""
    what = "real recordings with no injury written in: confirmed changes; onsets"
    if data is None:
        return what, "none; none", "not run: no recordings", "–", " "
    null = data["null_at_own_level"]
    is_met = null["confirmed"] == 0 and null["onsets"] == 0
    reached = f"{null['confirmed']}; {null['onsets']} of {null['verdicts']} verdicts"
    return what, "none; none", reached, "yes" if is_met else "**no**", f"{len(data['recordings'])} recordings"


def write(data: Plain | None) -> str:
    """The section; a note when there are no recordings."""
    if data is None:
        return (
            "## Real recordings\n\nNot run: `NIGGLE_RECORDINGS` does not name a folder of FIT files. "
            "CONTRIBUTING.md says where they come from."
        )
    return "\n\n".join([_what(data), _null(data), _from_a_minute(data), _whole_runs(data), _left_out(data)])


def _what(data: Plain) -> str:
    with_balance = sum(each["has_balance"] for each in data["recordings"])
    rows = [
        (
            each["name"], " ".join(each["sensor"]), "yes" if each["has_balance"] else "no",
            number(each["comparable_min"]), out_of(each["confirmed"], each["verdicts"]),
            out_of(each["possibly"], each["verdicts"]), out_of(each["onsets"], each["verdicts"]),
        )
        for each in data["recordings"]
    ]  # fmt: skip
    head = ("Recording", "Stance time by", "Balance", "Comparable, min", "Confirmed", "Possibly", "Onset")
    return (
        f"## Real recordings\n\n{len(data['recordings'])} public recordings have a stance time and ten minutes to "
        f"compare; {with_balance} of them a balance. Each is one run of an unknown runner, so its earlier runs are "
        f"made up: {data['histories']} times 30 *pseudo-runs* of 5-minute blocks of the recording's own windows in "
        "random order, each run at a level of its own (balance SD 0.35 pp, stance time 1.3 %, cadence 0.9 %, pace 2 % "
        "with the slopes of public recordings). What happens within a run is real, what varies between runs is not. "
        "Shuffled blocks have less of a trend than real runs, so that a real trend looks more unusual here than it "
        "would to a runner's own baseline.\n\n"
        "With nothing written in, at the level the earlier runs are made around:\n\n" + table(head, rows)
    )


def _null(data: Plain) -> str:
    null = data["null_on_other_days"]
    return (
        f"Moved to days of their own (three in a row, drawn like the earlier runs), {null['confirmed']} of "
        f"{null['verdicts']} verdicts were confirmed, {null['possibly']} a question, {null['onsets']} with an onset; "
        f"{null['not_judged']} could not be judged."
    )


def _from_a_minute(data: Plain) -> str:
    rows = [
        (
            _case(each), out_of(each["asked"], each["verdicts"]), out_of(each["onset_told"], each["verdicts"]),
            number(each["median_error_min"], 2),
        )
        for each in data["from_a_minute"]
    ]  # fmt: skip
    head = ("Written in from a minute on", "Question same run", "Onset told", "Median error, min")
    return (
        "**A change from a minute on.** Written into the seconds of the recording; speed stays as recorded, steps get "
        "longer as cadence falls, so that speed is cadence times step length. At least three comparable minutes lie on "
        "either side.\n\n" + table(head, rows)
    )


def _whole_runs(data: Plain) -> str:
    rows = [
        (
            _case(each), out_of(each["asked_first_run"], each["sequences"]),
            out_of(each["confirmed_within_3"], each["sequences"]),
        )
        for each in data["whole_runs"]
    ]  # fmt: skip
    return f"""**A change of the whole run**, the same recording on three days in a row:

{table(("Written in throughout", "Question first run", "Confirmed within 3"), rows)}"""


def _case(each: Plain) -> str:
    if not each["has_balance"]:
        return f"stance time and cadence as at {each['size_pp']:g} pp; no balance recorded"
    return f"{'balance only' if each['kind'] == 'balance' else 'whole pattern'}, {each['size_pp']:g} pp"


def _left_out(data: Plain) -> str:
    by_reason: dict[str, int] = {}
    for reason in data["left_out"].values():
        by_reason[reason] = by_reason.get(reason, 0) + 1
    told = "; ".join(f"{count} with {reason}" for reason, count in sorted(by_reason.items()))
    return f"Left out: {told}."
