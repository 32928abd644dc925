-- Runs of an athlete that have not been measured, oldest first.
SELECT runs.run_id FROM runs LEFT JOIN run_gait USING (run_id)
WHERE runs.athlete_id = $athlete_id AND run_gait.run_id IS NULL
ORDER BY runs.started_at, runs.run_id
