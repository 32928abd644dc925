-- Since when and until when each sensor gave each metric in these runs.
SELECT run_sensors.sensor, run_sensors.metric, min(runs.started_at) AS first_at, max(runs.started_at) AS last_at
FROM run_sensors JOIN runs USING (run_id)
WHERE runs.athlete_id = $athlete_id
    AND (runs.expires_at IS NULL OR runs.expires_at > $now) AND (runs.who_may_see = 'consented' OR $is_own)
GROUP BY ALL ORDER BY ALL
