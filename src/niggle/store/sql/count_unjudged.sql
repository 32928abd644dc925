-- How many runs of an athlete have no verdict.
SELECT count(*) AS runs FROM runs LEFT JOIN stride_verdicts USING (run_id)
WHERE runs.athlete_id = $athlete_id AND stride_verdicts.run_id IS NULL
