-- No question of a shared run can be answered here, so none has an id.
INSERT INTO snapshot.statuses BY NAME
SELECT run_id, status, provisional, NOT provisional AS is_known, object ->> '$.summary' AS summary,
    CAST(object -> '$.questions' AS VARCHAR[]) AS questions,
    list_transform(CAST(object -> '$.questions' AS VARCHAR[]), lambda question: '') AS question_ids,
    CAST([] AS VARCHAR[]) AS choices, '' AS look_again,
    CAST(object ->> '$.load.longest_30d_m' AS DOUBLE) AS longest_30d_m,
    CAST(object ->> '$.load.distance_over_longest_pct' AS DOUBLE) AS distance_over_longest_pct,
    CAST(object ->> '$.load.minutes_7d' AS DOUBLE) AS minutes_7d,
    CAST(object ->> '$.load.is_reduced' AS BOOLEAN) AS is_reduced, raw_sha256
FROM shared_runs
JOIN shared_bundles USING (athlete_id)
WHERE run_id NOT IN (SELECT run_id FROM runs)
