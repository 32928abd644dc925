-- The newest run of an athlete that has begun; a watch that lost its clock may have one of years to come.
SELECT run_id FROM runs WHERE athlete_id = $athlete_id AND started_at <= $now ORDER BY started_at DESC, run_id DESC LIMIT 1
