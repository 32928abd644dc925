SELECT run_id, id, "group", status FROM criteria
WHERE status = 'met' AND run_id IN (SELECT unnest($run_ids)) ORDER BY run_id, position
