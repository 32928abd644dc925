SELECT run_id, summary, look_again FROM statuses WHERE run_id IN (SELECT unnest($run_ids))
