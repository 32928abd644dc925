DELETE FROM run_sensors WHERE run_id IN (SELECT unnest($run_ids))
