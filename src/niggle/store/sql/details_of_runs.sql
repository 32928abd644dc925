-- What sources say of these runs besides the recordings, as far as it may be seen: names, efforts and the runner's own
-- words; then what the runner told the watch.
SELECT recordings.run_id, details.source, details.name, details.description, details.rpe, details.feel, details.gear,
    raw_files.manufacturer, raw_files.product, 1 AS rank, details.place
FROM (SELECT *, unnest(recording_sha256s) AS recording_sha256 FROM activity_details
    WHERE athlete_id = $athlete_id) AS details
JOIN recordings ON recordings.athlete_id = $athlete_id AND recordings.raw_sha256 = details.recording_sha256
JOIN raw_files ON raw_files.athlete_id = $athlete_id AND raw_files.sha256 = details.recording_sha256
WHERE recordings.run_id IN (SELECT unnest($run_ids))
    AND may_be_seen(details.who_may_see, raw_files.expires_at, list_contains($own_ids::VARCHAR[], $athlete_id), $now)
UNION ALL
SELECT recordings.run_id, raw_files.source, NULL, NULL, recordings.rpe, recordings.feel, NULL, NULL, NULL, 2, recordings.raw_sha256
FROM recordings
JOIN raw_files ON raw_files.athlete_id = recordings.athlete_id AND raw_files.sha256 = recordings.raw_sha256
WHERE recordings.athlete_id = $athlete_id AND recordings.run_id IN (SELECT unnest($run_ids))
    AND (recordings.rpe IS NOT NULL OR recordings.feel IS NOT NULL)
    AND may_be_seen(raw_files.who_may_see, raw_files.expires_at, list_contains($own_ids::VARCHAR[], $athlete_id), $now)
ORDER BY run_id, rank, place
