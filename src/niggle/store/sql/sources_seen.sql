-- What each source gave an athlete: its newest recording of a run.
SELECT raw_files.source, max(recordings.started_at) AS last_at
FROM recordings
JOIN raw_files ON raw_files.sha256 = recordings.raw_sha256 AND raw_files.athlete_id = recordings.athlete_id
WHERE recordings.athlete_id = $athlete_id AND recordings.own_run_id IS NOT NULL
GROUP BY raw_files.source ORDER BY raw_files.source
