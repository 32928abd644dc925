-- An athlete's runs from the first on that has no verdict, $most at most, and before them (is_past) the last $history
-- that others may be compared with; oldest first.
WITH known AS (
    SELECT runs.run_id, runs.started_at, runs.raw_sha256, runs.may_feed_baselines,
        run_gait.run_id IS NOT NULL AS is_measured, stride_verdicts.run_id IS NOT NULL AS is_judged
    FROM runs LEFT JOIN run_gait USING (run_id) LEFT JOIN stride_verdicts USING (run_id)
    WHERE runs.athlete_id = $athlete_id),
first AS (SELECT min((started_at, run_id)) AS at FROM known WHERE NOT is_judged)
(SELECT known.*, FALSE AS is_past FROM known, first
    WHERE (started_at, run_id) >= first.at ORDER BY started_at, run_id LIMIT $most)
UNION ALL
(SELECT known.*, TRUE AS is_past FROM known, first
    WHERE (started_at, run_id) < first.at AND may_feed_baselines
    ORDER BY started_at DESC, run_id DESC LIMIT $history)
ORDER BY started_at, run_id
