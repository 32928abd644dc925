DELETE FROM windows WHERE run_id IN (SELECT unnest($run_ids))
