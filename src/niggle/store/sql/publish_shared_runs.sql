-- What athletes' own niggles shared, beside the runs that were recorded here: only readers see them as one.
INSERT INTO snapshot.runs BY NAME
SELECT run_id, athlete_id, started_at, CAST(object ->> '$.distance_m' AS DOUBLE) AS distance_m,
    CAST(object ->> '$.moving_time_s' AS DOUBLE) AS moving_time_s, coalesce(object ->> '$.source', 'shared') AS source,
    'unknown' AS surface, raw_sha256, 0 AS session_index, 'consented' AS who_may_see, FALSE AS may_feed_baselines
FROM shared_runs
JOIN shared_bundles USING (athlete_id)
WHERE run_id NOT IN (SELECT run_id FROM runs)
