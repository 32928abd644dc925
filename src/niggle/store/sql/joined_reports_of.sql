SELECT * FROM pain_reports WHERE joined_run_id IN (SELECT unnest($run_ids)) ORDER BY position
