SELECT runs.athlete_id, run_sensors.sensor, list(DISTINCT run_sensors.metric ORDER BY run_sensors.metric) AS metrics,
    count(DISTINCT run_id) AS runs, max(runs.started_at) AS last_seen_at
FROM runs JOIN run_sensors USING (run_id)
GROUP BY ALL ORDER BY ALL
