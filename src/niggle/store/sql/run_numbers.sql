SELECT run_id, run_no FROM runs WHERE run_id IN (SELECT unnest($run_ids))
