SELECT * FROM activity_details WHERE athlete_id = $athlete_id ORDER BY place
