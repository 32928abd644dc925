SELECT * FROM pain_statements WHERE athlete_id = $athlete_id ORDER BY position
