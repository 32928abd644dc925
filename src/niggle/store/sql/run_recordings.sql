-- Every recording of an athlete's runs, with what its file is and on what terms it came.
SELECT recordings.* EXCLUDE (profile, athlete_id), raw_files.source, raw_files.origin, raw_files.landed_at,
    raw_files.format, raw_files.who_may_see, raw_files.may_feed_baselines, raw_files.expires_at,
    (recordings.raw_sha256, recordings.session_index) IN (
        SELECT (raw_sha256, session_index) FROM forgotten_recordings WHERE athlete_id = $athlete_id) AS is_forgotten
FROM recordings
JOIN raw_files ON raw_files.sha256 = recordings.raw_sha256 AND raw_files.athlete_id = recordings.athlete_id
WHERE recordings.athlete_id = $athlete_id AND recordings.own_run_id IS NOT NULL
ORDER BY recordings.started_at, recordings.raw_sha256, recordings.session_index
