DELETE FROM forgotten_recordings WHERE athlete_id = $athlete_id
