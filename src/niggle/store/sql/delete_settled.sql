DELETE FROM settled WHERE athlete_id = $athlete_id
