SELECT run_id, started_at, status, object FROM shared_runs WHERE athlete_id = $athlete_id
