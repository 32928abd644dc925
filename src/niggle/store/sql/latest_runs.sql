-- The newest finished runs of an athlete, newest first; for the athlete's own eyes.
SELECT runs.run_id, runs.started_at, runs.utc_offset_s, runs.distance_m, runs.moving_time_s, statuses.status, statuses.provisional
FROM runs
JOIN statuses USING (run_id)
WHERE runs.athlete_id = $athlete_id AND (runs.expires_at IS NULL OR runs.expires_at > $now)
ORDER BY runs.started_at DESC, runs.run_id DESC
LIMIT $limit
