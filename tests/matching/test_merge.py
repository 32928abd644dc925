import numpy as np
import pytest

from niggle.matching.merge import Part, merge
from niggle.vocabulary.columns import SAMPLE_COLUMNS

BALANCE = "stance_time_balance_left_pct"


def part(start: float, seconds: int, *, distance_m: float | None = None, every: int = 1, **columns: float) -> Part:
    times = np.arange(0.0, seconds, every)
    samples = {name: np.full(times.size, np.nan) for name in SAMPLE_COLUMNS} | {"elapsed_s": times}
    samples["distance_m"] = times * 3.0
    samples |= {name: np.full(times.size, value) for name, value in columns.items()}
    return Part(
        offset_s=start, duration_s=float(seconds), moving_time_s=float(seconds), distance_m=distance_m or seconds * 3.0,
        samples=samples, pauses_s=np.empty((0, 2)), sensors={name: f"{name}@{start}" for name in columns},
    )  # fmt: skip


def test_a_poorer_copy_changes_nothing_at_all():
    watch = part(0, 600, speed_mps=3.0, cadence_spm=170.0, **{BALANCE: 50.0})
    merged = merge([watch, part(-20, 640, speed_mps=3.1, cadence_spm=168.0)])
    assert merged.samples is watch.samples
    assert (merged.offset_s, merged.duration_s, merged.distance_m) == (0.0, 600.0, 1800.0)
    assert merged.sensors == watch.sensors
    assert merged.gave[1] == ()


def test_what_is_lacking_comes_from_another_and_the_balance_stays():
    watch = part(0, 600, speed_mps=3.0, **{BALANCE: 50.0})
    phone = part(2, 590, every=3, heart_rate_bpm=150.0, cadence_spm=171.0, stance_time_ms=240.0)
    merged = merge([watch, phone])
    assert np.all(merged.samples[BALANCE] == 50.0)
    assert np.isnan(merged.samples["stance_time_ms"]).all()  # the gait is of one device
    assert np.nanmean(merged.samples["heart_rate_bpm"]) == 150.0
    assert np.isfinite(merged.samples["heart_rate_bpm"]).mean() > 0.98
    assert merged.gave == (("gait", "motion"), ("cadence", "heart_rate"))
    assert merged.sensors["cadence_spm"] == "cadence_spm@2"
    assert merged.samples["elapsed_s"] is not None
    assert merged.distance_m == watch.distance_m


@pytest.mark.parametrize("with_whole", [True, False])
def test_two_halves_are_put_together(with_whole):
    first = part(0, 600, speed_mps=3.0, **{BALANCE: 49.0})
    second = part(700, 500, speed_mps=3.0, **{BALANCE: 51.0})
    whole = part(-5, 1210, speed_mps=3.0, heart_rate_bpm=140.0)
    merged = merge([first, second, whole] if with_whole else [first, second])
    assert merged.offset_s == 0.0
    assert merged.duration_s == 1200.0
    times = merged.samples["elapsed_s"]
    assert np.all(np.diff(times) > 0)
    assert np.all(merged.samples[BALANCE][times < 599] == 49.0)
    assert np.all(merged.samples[BALANCE][times > 701] == 51.0)
    assert np.all(np.diff(merged.samples["distance_m"]) >= 0)
    if with_whole:
        assert merged.pauses_s.size == 0
        assert ((times > 610) & (times < 690)).any()
        assert np.isfinite(merged.samples["heart_rate_bpm"]).mean() > 0.98
    else:
        assert merged.pauses_s.tolist() == [[600.0, 700.0]]
        assert merged.moving_time_s == 1100.0


def test_a_run_that_another_device_began_earlier_begins_then():
    late = part(0, 600, speed_mps=3.0, **{BALANCE: 50.0})
    merged = merge([late, part(-300, 900, speed_mps=3.0)])
    assert (merged.offset_s, merged.duration_s) == (-300.0, 900.0)
    assert merged.samples["elapsed_s"][0] == 0.0
    assert np.isfinite(merged.samples[BALANCE]).sum() == 600
