SELECT raw_sha256, session_index FROM recordings WHERE athlete_id = $athlete_id AND run_id = $run_id
ORDER BY raw_sha256, session_index
