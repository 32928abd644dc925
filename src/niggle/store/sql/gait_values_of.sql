-- What those of these runs that may be seen measured as a whole and what was said of their stride, oldest first. Nothing is
-- measured of a run that was shared: only what was said of it is known.
SELECT run_gait.* EXCLUDE (run_id, excluded_s, measured_share, raw_sha256, metrics_version), runs.run_id, runs.started_at, runs.may_feed_baselines,
    stride_verdicts.word
FROM visible_runs($seen_ids, $own_ids, $now) AS runs
LEFT JOIN run_gait USING (run_id)
JOIN stride_verdicts USING (run_id)
WHERE runs.run_id IN (SELECT unnest($run_ids))
ORDER BY runs.started_at, runs.run_id
