SELECT run_id FROM runs WHERE athlete_id = $athlete_id ORDER BY started_at DESC, run_id DESC LIMIT 1
