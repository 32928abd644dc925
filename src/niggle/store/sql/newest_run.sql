-- The newest run that may be seen and has begun: a watch that lost its clock may have one of years to come.
SELECT run_id, started_at FROM visible_runs($seen_ids, $own_ids, $now) AS runs
WHERE started_at <= $now
ORDER BY started_at DESC, run_id DESC
LIMIT 1
