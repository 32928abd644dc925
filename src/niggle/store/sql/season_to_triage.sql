-- The first $most of an athlete's runs that have a verdict and no status (is_wanted), and all runs around them that have
-- a verdict: from $reach_days before the first to the next one after the last that may feed baselines; oldest first.
WITH judged AS (
    SELECT runs.run_id, runs.started_at, runs.moving_time_s, runs.distance_m, runs.raw_sha256, runs.may_feed_baselines,
        statuses.run_id IS NOT NULL AS is_triaged
    FROM runs JOIN stride_verdicts USING (run_id) LEFT JOIN statuses USING (run_id)
    WHERE runs.athlete_id = $athlete_id),
wanted AS (SELECT run_id, started_at FROM judged WHERE NOT is_triaged ORDER BY started_at, run_id LIMIT $most),
stretch AS (SELECT min(started_at) - to_days($reach_days) AS since, max((started_at, run_id)) AS last FROM wanted),
following AS (
    SELECT min((started_at, run_id)) AS at FROM judged, stretch
    WHERE (started_at, run_id) > last AND may_feed_baselines)
SELECT judged.* EXCLUDE (is_triaged), run_id IN (SELECT run_id FROM wanted) AS is_wanted
FROM judged, stretch, following
WHERE started_at >= since AND (started_at, run_id) <= coalesce(following.at, last)
ORDER BY started_at, run_id
