-- One run that may be seen, as its runner knows it, and its status if it has one.
SELECT runs.run_id, runs.started_at, runs.utc_offset_s, runs.distance_m, runs.moving_time_s, statuses.status, statuses.provisional, coalesce(statuses.is_known, NOT statuses.provisional) AS is_known
FROM visible_runs($seen_ids, $own_ids, $now) AS runs
LEFT JOIN statuses USING (run_id)
WHERE runs.run_id = $run_id
