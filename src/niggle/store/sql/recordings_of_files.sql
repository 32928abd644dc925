SELECT raw_sha256, session_index, run_id, gave FROM recordings
WHERE athlete_id = $athlete_id AND raw_sha256 IN (SELECT unnest($sha256s))
