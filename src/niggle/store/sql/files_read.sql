-- What came of reading these raw files, and how many recordings each held; what has not been read yet is not among them.
SELECT sha256, outcome, reason, (
    SELECT count(*) FROM recordings
    WHERE recordings.athlete_id = raw_files.athlete_id AND recordings.raw_sha256 = raw_files.sha256
) AS recordings
FROM raw_files
WHERE athlete_id = $athlete_id AND sha256 IN (SELECT unnest($sha256s))
ORDER BY landed_at, sha256
