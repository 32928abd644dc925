SELECT run_id, object FROM shared_runs WHERE athlete_id = $athlete_id
