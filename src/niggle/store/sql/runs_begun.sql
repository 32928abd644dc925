-- The runs of some time that may be seen and whose ids begin so, oldest first.
SELECT run_id FROM visible_runs($seen_ids, $own_ids, $now) AS runs
WHERE started_at >= $since AND started_at < $until AND starts_with(run_id, $begun)
ORDER BY started_at, run_id
