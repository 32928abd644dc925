SELECT min(runs.started_at) AS since
FROM runs JOIN run_gait USING (run_id)
WHERE runs.athlete_id = $athlete_id AND run_gait.metrics_version <> $metrics_version
