-- Runs of athletes other than these.
SELECT run_id FROM runs WHERE athlete_id NOT IN (SELECT unnest($athlete_ids)) ORDER BY run_id
