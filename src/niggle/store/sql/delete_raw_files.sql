DELETE FROM raw_files WHERE athlete_id = $athlete_id AND kind = 'activity' AND sha256 IN (SELECT unnest($sha256s))
