-- When the runs of an athlete were that began on one of these days (UTC) or have one of these ids, oldest first.
SELECT run_id, started_at, duration_s, moving_time_s, utc_offset_s FROM runs
WHERE athlete_id = $athlete_id AND (
    started_at::DATE IN (SELECT unnest($days::DATE[])) OR run_id IN (SELECT unnest($run_ids::VARCHAR[])))
ORDER BY started_at, run_id
