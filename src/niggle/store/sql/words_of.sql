SELECT run_id, headline, summary, choices, look_again FROM statuses WHERE run_id IN (SELECT unnest($run_ids))
