-- One run of an athlete as its runner knows it, and its status if it has one.
SELECT runs.run_id, runs.started_at, runs.utc_offset_s, runs.distance_m, runs.moving_time_s, statuses.status, statuses.provisional
FROM runs
LEFT JOIN statuses USING (run_id)
WHERE runs.athlete_id = $athlete_id AND runs.run_id = $run_id AND (runs.expires_at IS NULL OR runs.expires_at > $now)
