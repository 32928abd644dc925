-- Every run of an athlete, oldest first, and how far its work has got.
SELECT runs.run_id, runs.started_at, runs.duration_s, runs.moving_time_s, runs.distance_m, runs.raw_sha256, runs.utc_offset_s, runs.may_feed_baselines,
    run_gait.run_id IS NOT NULL AS is_measured,
    stride_verdicts.run_id IS NOT NULL AS is_judged,
    statuses.run_id IS NOT NULL AS is_triaged
FROM runs
LEFT JOIN run_gait USING (run_id)
LEFT JOIN stride_verdicts USING (run_id)
LEFT JOIN statuses USING (run_id)
WHERE runs.athlete_id = $athlete_id
ORDER BY runs.started_at, runs.run_id
