-- What came of reading these raw files; those that have not been read yet are not among them.
SELECT sha256, outcome, reason FROM raw_files
WHERE athlete_id = $athlete_id AND sha256 IN (SELECT unnest($sha256s))
ORDER BY landed_at, sha256
