SELECT * FROM stride_metrics WHERE run_id IN (SELECT unnest($run_ids)) ORDER BY run_id, position
