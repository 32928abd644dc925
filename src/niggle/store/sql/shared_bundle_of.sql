SELECT * FROM shared_bundles WHERE athlete_id = $athlete_id
