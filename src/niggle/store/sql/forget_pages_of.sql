DELETE FROM pages WHERE run_id IN (SELECT unnest($run_ids))
