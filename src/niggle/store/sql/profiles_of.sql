SELECT raw_sha256, session_index, profile FROM recordings
WHERE athlete_id = $athlete_id AND own_run_id IS NOT NULL AND raw_sha256 IN (SELECT unnest($sha256s))
