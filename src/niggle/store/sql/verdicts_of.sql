SELECT * FROM stride_verdicts WHERE run_id IN (SELECT unnest($run_ids))
