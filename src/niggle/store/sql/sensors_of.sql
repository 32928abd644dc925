SELECT run_id, metric, sensor FROM run_sensors WHERE run_id IN (SELECT unnest($run_ids)) ORDER BY run_id, metric
