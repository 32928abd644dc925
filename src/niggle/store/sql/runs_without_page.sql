SELECT run_id, started_at
FROM (
    SELECT runs.run_id, runs.started_at FROM runs JOIN statuses USING (run_id) WHERE runs.athlete_id = $athlete_id
    UNION
    SELECT run_id, started_at FROM shared_runs WHERE athlete_id = $athlete_id
)
WHERE run_id NOT IN (SELECT run_id FROM pages)
ORDER BY started_at, run_id
