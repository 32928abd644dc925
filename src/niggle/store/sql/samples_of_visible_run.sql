-- The samples of one run that may be seen, in order.
SELECT samples.* FROM samples
JOIN visible_runs($seen_ids, $own_ids, $now) AS runs USING (run_no)
WHERE runs.run_id = $run_id
ORDER BY samples.elapsed_s
