-- Every file that has a session of one of these runs is to be read again.
DELETE FROM raw_files WHERE athlete_id = $athlete_id AND kind = 'activity' AND sha256 IN (
    SELECT raw_sha256 FROM recordings WHERE athlete_id = $athlete_id AND run_id IN (SELECT unnest($run_ids)))
