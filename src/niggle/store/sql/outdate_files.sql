-- Files that are to be read again by the next night.
UPDATE raw_files SET metrics_version = NULL WHERE athlete_id = $athlete_id AND sha256 IN (SELECT unnest($sha256s))
