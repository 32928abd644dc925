-- The newest run that may be seen.
SELECT run_id FROM visible_runs($seen_ids, $own_ids, $now) AS runs ORDER BY started_at DESC, run_id DESC LIMIT 1
