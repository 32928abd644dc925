SELECT runs.run_id, runs.run_no, runs.surface, runs.pauses_s, runs.raw_sha256
FROM runs
LEFT JOIN run_gait USING (run_id)
WHERE runs.run_id IN (SELECT unnest($run_ids)) AND run_gait.run_id IS NULL
ORDER BY runs.run_no
