-- The worst complaint of a run is all that is shared of what was reported on it.
INSERT INTO snapshot.pain_reports BY NAME
SELECT run_id AS report_id, athlete_id, raw_sha256, 0 AS position, run_id AS joined_run_id, run_id, pain.*,
    'diary' AS source
FROM (
    SELECT run_id, athlete_id, raw_sha256, from_json(object -> '$.pain', '{"site": "VARCHAR", "side": "VARCHAR",
        "before": "TINYINT", "first": "TINYINT", "peak": "TINYINT", "end": "TINYINT", "next_morning": "TINYINT",
        "quality": "VARCHAR", "kind": "VARCHAR"}') AS pain
    FROM shared_runs
    JOIN shared_bundles USING (athlete_id)
    WHERE run_id NOT IN (SELECT run_id FROM runs)
)
WHERE coalesce(pain.site, pain.side) IS NOT NULL
    OR coalesce(pain.before, pain.first, pain.peak, pain."end", pain.next_morning) IS NOT NULL
