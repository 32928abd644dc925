-- All sessions of every file that has a session of one of these runs.
DELETE FROM recordings WHERE athlete_id = $athlete_id AND raw_sha256 IN (
    SELECT raw_sha256 FROM recordings WHERE athlete_id = $athlete_id AND run_id IN (SELECT unnest($run_ids)))
