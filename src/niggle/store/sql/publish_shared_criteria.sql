INSERT INTO snapshot.criteria BY NAME
SELECT run_id, position, FALSE AS is_marginal, criterion.*
FROM (
    SELECT run_id, unnest(range(len(criteria))) AS position, unnest(criteria) AS criterion
    FROM (
        SELECT run_id, from_json(object -> '$.criteria', '[{"id": "VARCHAR", "group": "VARCHAR",
            "status": "VARCHAR", "evidence": "VARCHAR", "references": ["VARCHAR"]}]') AS criteria
        FROM shared_runs
        WHERE run_id NOT IN (SELECT run_id FROM runs)
    )
)
