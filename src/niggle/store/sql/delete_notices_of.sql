DELETE FROM notices WHERE athlete_id = $athlete_id
