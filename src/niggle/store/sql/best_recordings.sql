-- What each of these runs is made from now.
SELECT runs.run_id, recordings.balance_samples, recordings.samples, recordings.raw_sha256, recordings.session_index
FROM runs
JOIN recordings ON recordings.athlete_id = runs.athlete_id
    AND recordings.raw_sha256 = runs.raw_sha256
    AND recordings.session_index = runs.session_index
WHERE runs.run_id IN (SELECT unnest($run_ids))
