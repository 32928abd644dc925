DELETE FROM run_gait WHERE run_id IN (SELECT unnest($run_ids))
