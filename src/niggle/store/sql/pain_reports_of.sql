SELECT * FROM pain_reports WHERE athlete_id = $athlete_id ORDER BY position
