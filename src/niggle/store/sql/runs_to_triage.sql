-- Runs of an athlete that have a verdict and no status, oldest first.
SELECT runs.run_id FROM runs JOIN stride_verdicts USING (run_id) LEFT JOIN statuses USING (run_id)
WHERE runs.athlete_id = $athlete_id AND statuses.run_id IS NULL
ORDER BY runs.started_at, runs.run_id
