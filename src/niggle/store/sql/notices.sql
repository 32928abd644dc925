-- Every notice, with the id that its run has now: a richer recording may have given it another.
SELECT notices.* EXCLUDE (run_id), coalesce(runs.run_id, renamed.run_id, notices.run_id) AS run_id
FROM notices
LEFT JOIN runs USING (run_id)
LEFT JOIN (
    SELECT own_run_id, min(run_id) AS run_id FROM recordings WHERE run_id IS NOT NULL GROUP BY own_run_id
) AS renamed ON renamed.own_run_id = notices.run_id
ORDER BY notices.noticed_at, notices.target, notices.address, notices.matter
