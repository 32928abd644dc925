SELECT raw_sha256, session_index FROM forgotten_recordings WHERE athlete_id = $athlete_id
ORDER BY raw_sha256, session_index
