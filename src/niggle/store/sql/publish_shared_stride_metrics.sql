INSERT INTO snapshot.stride_metrics BY NAME
SELECT run_id, position, metric.*
FROM (
    SELECT run_id, unnest(range(len(metrics))) AS position, unnest(metrics) AS metric
    FROM (
        SELECT run_id, from_json(object -> '$.stride.metrics', '[{"name": "VARCHAR", "value": "DOUBLE",
            "expected": "DOUBLE", "difference": "DOUBLE", "z": "DOUBLE", "unit": "VARCHAR", "is_altered": "BOOLEAN"}]')
            AS metrics
        FROM shared_runs
        WHERE run_id NOT IN (SELECT run_id FROM runs)
    )
)
