DELETE FROM windows WHERE run_id IN (
    SELECT runs.run_id FROM runs JOIN run_gait USING (run_id)
    WHERE runs.athlete_id = $athlete_id AND run_gait.metrics_version <> $metrics_version)
