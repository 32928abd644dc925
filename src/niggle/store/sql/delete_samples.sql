DELETE FROM samples WHERE run_no IN (SELECT run_no FROM runs WHERE run_id IN (SELECT unnest($run_ids)))
