DELETE FROM source_troubles WHERE athlete_id = $athlete_id
