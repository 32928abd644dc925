SELECT lines FROM statements_read WHERE athlete_id = $athlete_id
