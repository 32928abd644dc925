DELETE FROM shared_runs WHERE athlete_id = $athlete_id AND run_id IN (SELECT unnest($run_ids))
