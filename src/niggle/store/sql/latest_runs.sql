-- The newest finished runs that may be seen, newest first.
SELECT runs.run_id, runs.started_at, runs.utc_offset_s, runs.distance_m, runs.moving_time_s, statuses.status, statuses.provisional, coalesce(statuses.is_known, NOT statuses.provisional) AS is_known
FROM visible_runs($seen_ids, $own_ids, $now) AS runs
JOIN statuses USING (run_id)
ORDER BY runs.started_at DESC, runs.run_id DESC
LIMIT $limit
