-- Whose run that is, and what it is called now: a recording that became part of it may have given it another id.
SELECT athlete_id, run_id, 0 AS distance FROM runs WHERE run_id = $run_id
UNION ALL
SELECT athlete_id, run_id, 1 AS distance FROM recordings WHERE own_run_id = $run_id AND run_id IS NOT NULL
ORDER BY distance, run_id
LIMIT 1
