SELECT DISTINCT joined_run_id AS run_id FROM pain_reports WHERE athlete_id = $athlete_id AND joined_run_id IS NOT NULL
