SELECT sha256 FROM raw_files WHERE athlete_id = $athlete_id AND kind = $kind
