-- What these runs measured as a whole and what was said of their stride, oldest first.
SELECT run_gait.* EXCLUDE (excluded_s, raw_sha256, metrics_version), runs.started_at, runs.may_feed_baselines,
    stride_verdicts.word
FROM runs
JOIN run_gait USING (run_id)
JOIN stride_verdicts USING (run_id)
WHERE runs.run_id IN (SELECT unnest($run_ids))
ORDER BY runs.started_at, runs.run_id
