-- Files that were read for another version of the metrics.
SELECT sha256 FROM raw_files
WHERE athlete_id = $athlete_id AND kind = 'activity' AND outcome = 'decoded'
    AND metrics_version IS DISTINCT FROM $metrics_version
ORDER BY sha256
