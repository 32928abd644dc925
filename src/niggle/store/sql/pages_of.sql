SELECT run_id, size_bytes FROM pages
WHERE run_id IN (SELECT run_id FROM runs WHERE athlete_id = $athlete_id
    UNION SELECT run_id FROM shared_runs WHERE athlete_id = $athlete_id)
ORDER BY run_id
