-- Of the runs that may be seen a digest for each year in which they are, by the first and the last clock on earth.
SELECT year(started_at - INTERVAL 14 HOURS) AS first, year(started_at + INTERVAL 14 HOURS) AS last,
    bit_xor(hash(runs, statuses, reports.said)) AS told
FROM visible_runs($seen_ids, $own_ids, $now) AS runs
JOIN statuses USING (run_id)
LEFT JOIN (
    SELECT joined_run_id AS run_id, bit_xor(hash(pain_reports)) AS said FROM pain_reports GROUP BY joined_run_id
) AS reports USING (run_id)
GROUP BY first, last
ORDER BY first, last
