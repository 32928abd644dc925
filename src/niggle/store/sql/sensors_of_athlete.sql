-- Since when and until when each sensor gave each metric in the runs that may be seen.
SELECT run_sensors.sensor, run_sensors.metric, min(runs.started_at) AS first_at, max(runs.started_at) AS last_at
FROM run_sensors JOIN visible_runs($seen_ids, $own_ids, $now) AS runs USING (run_id)
GROUP BY ALL ORDER BY ALL
