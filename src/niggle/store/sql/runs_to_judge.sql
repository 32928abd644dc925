-- Runs of an athlete from the first on that has no verdict, oldest first.
SELECT runs.run_id FROM runs
WHERE runs.athlete_id = $athlete_id AND (runs.started_at, runs.run_id) >= (
    SELECT min((runs.started_at, runs.run_id)) FROM runs LEFT JOIN stride_verdicts USING (run_id)
    WHERE runs.athlete_id = $athlete_id AND stride_verdicts.run_id IS NULL)
ORDER BY runs.started_at, runs.run_id
