-- What each run may also be called: the ids that its recordings would have given.
SELECT DISTINCT own_run_id, run_id FROM recordings
WHERE athlete_id = $athlete_id AND run_id IS NOT NULL AND own_run_id <> run_id
ORDER BY ALL
