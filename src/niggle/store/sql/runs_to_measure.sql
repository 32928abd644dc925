SELECT runs.run_id, runs.run_no, runs.surface, runs.pauses_s, runs.raw_sha256
FROM runs
LEFT JOIN run_gait USING (run_id)
WHERE runs.athlete_id = $athlete_id AND run_gait.run_id IS NULL
ORDER BY runs.started_at, runs.run_id
LIMIT $limit
