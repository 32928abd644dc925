SELECT runs.run_id FROM runs JOIN statuses USING (run_id) LEFT JOIN pages USING (run_id)
WHERE runs.athlete_id = $athlete_id AND pages.run_id IS NULL
ORDER BY runs.started_at, runs.run_id
