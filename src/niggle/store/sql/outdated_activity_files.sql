-- Files that are to be read again: read for another version of the metrics, their day has come, or it has not.
SELECT sha256 FROM raw_files
WHERE athlete_id = $athlete_id AND kind = 'activity' AND (
    (outcome = 'decoded' AND metrics_version IS DISTINCT FROM $metrics_version)
    OR waits_until <= $latest_start
    OR sha256 IN (SELECT raw_sha256 FROM recordings WHERE athlete_id = $athlete_id AND started_at > $latest_start
        AND own_run_id IS NOT NULL)
)
ORDER BY sha256
