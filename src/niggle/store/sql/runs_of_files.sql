SELECT DISTINCT runs.run_id, runs.started_at FROM runs JOIN recordings USING (run_id)
WHERE recordings.athlete_id = $athlete_id AND recordings.raw_sha256 IN (SELECT unnest($sha256s))
ORDER BY ALL
