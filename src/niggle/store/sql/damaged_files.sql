SELECT athlete_id, sha256, origin, defects FROM raw_files
WHERE len(defects) > 0 ORDER BY athlete_id, landed_at, sha256
