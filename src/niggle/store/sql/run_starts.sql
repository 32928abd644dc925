SELECT run_id, started_at FROM runs WHERE run_id IN (SELECT unnest($run_ids))
