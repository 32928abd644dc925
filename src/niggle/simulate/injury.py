"""How pain changes a stride, over runs and within the run in which it begins."""

from dataclasses import dataclass

from niggle.simulate.model import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury:
    """An altered stride from run `from_run` (counted from 0) until before `until_run`, None for good.

    `from_minute` of the timer is when it begins within the first of these runs, None for its start. Over
    `ramp_runs` runs it grows to full size, 1 being a step. The sizes are those of `Change`.
    """

    from_run: int
    from_minute: float | None = None
    until_run: int | None = None
    ramp_runs: int = 1
    balance_pp: float = 0.0
    stance_time_pct: float = 0.0
    cadence_pct: float = 0.0
    speed_pct: float = 0.0


def balance_only(shift_pp: float, *, from_run: int, from_minute: float | None = None, ramp_runs: int = 1) -> Injury:
    """An injury that shows in balance alone, by `shift_pp` points (positive: the right foot is spared)."""
    return Injury(from_run=from_run, from_minute=from_minute, ramp_runs=ramp_runs, balance_pp=shift_pp)


def whole_pattern(shift_pp: float, *, from_run: int, from_minute: float | None = None, ramp_runs: int = 1) -> Injury:
    """An injury with the whole protective pattern, sized by its balance shift in percentage points.

    At 1 pp contact time is 3 % longer, cadence 1.5 % lower and speed 3 % lower; at 3 pp and more 7, 3 and 9 %
    (Table E: 3-7, 1-3 and 3-10 %).
    """
    size = min(max(abs(shift_pp), 0.5), 3.0)
    return Injury(
        from_run=from_run,
        from_minute=from_minute,
        ramp_runs=ramp_runs,
        balance_pp=shift_pp,
        stance_time_pct=3.0 + 2.0 * (max(size, 1.0) - 1.0),
        cadence_pct=-(0.75 + 0.75 * size),
        speed_pct=-3.0 * max(size, 1.0),
    )


def change_on(injury: Injury | None, run: int) -> Change | None:
    """The change of stride on this run (counted from 0), None when it is unaltered."""
    if injury is None or run < injury.from_run or (injury.until_run is not None and run >= injury.until_run):
        return None
    share = min((run - injury.from_run + 1) / injury.ramp_runs, 1.0)
    begins_within = run == injury.from_run and injury.from_minute is not None
    return Change(
        balance_pp=share * injury.balance_pp,
        stance_time_pct=share * injury.stance_time_pct,
        cadence_pct=share * injury.cadence_pct,
        speed_pct=share * injury.speed_pct,
        onset_s=60.0 * injury.from_minute if begins_within and injury.from_minute is not None else None,
    )
