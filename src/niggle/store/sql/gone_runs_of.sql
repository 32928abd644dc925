SELECT run_id FROM gone_runs WHERE athlete_id = $athlete_id ORDER BY run_id
