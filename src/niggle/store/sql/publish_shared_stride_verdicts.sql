INSERT INTO snapshot.stride_verdicts BY NAME
SELECT run_id, object ->> '$.stride.verdict' AS word, object ->> '$.stride.reason' AS reason,
    CAST(object ->> '$.stride.onset_s' AS DOUBLE) AS onset_s, object ->> '$.stride.side' AS side,
    FALSE AS is_learning, CAST([] AS VARCHAR[]) AS explanations, raw_sha256
FROM shared_runs
JOIN shared_bundles USING (athlete_id)
WHERE run_id NOT IN (SELECT run_id FROM runs)
