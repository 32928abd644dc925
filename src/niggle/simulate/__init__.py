"""Virtual runners with known truth: for fixtures, tests and benchmarks.

    runner = virtual_runner(seed, 12, day_sd_median_pp=0.35)
    plans = draw_plans(seed, 12, 75, first_at=first_at, nuisances=Nuisances(new_strap_at=40))
    injury = whole_pattern(1.0, from_run=55, from_minute=15.0)
    for run in simulate_runner(seed, 12, runner, plans, injury=injury):
        run.samples, run.pauses_s, run.truth

What runs and runners are made of is in `population.toml`; `python -m niggle.simulate` writes `fixtures/` again.
"""
