SELECT athlete_id, sha256, origin, reason, waits_until FROM raw_files
WHERE outcome = 'quarantined' ORDER BY athlete_id, landed_at, sha256
