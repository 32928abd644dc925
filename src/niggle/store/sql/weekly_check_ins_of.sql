SELECT * FROM weekly_check_ins WHERE athlete_id = $athlete_id ORDER BY position
