-- What sources say of these runs besides the recordings: names, efforts and the runner's own words; then what the
-- runner told the watch.
SELECT recordings.run_id, details.source, details.name, details.description, details.rpe, details.feel, details.gear,
    raw_files.manufacturer, raw_files.product, 1 AS rank, details.place
FROM (SELECT *, unnest(recording_sha256s) AS recording_sha256 FROM activity_details
    WHERE athlete_id = $athlete_id AND (who_may_see = 'consented' OR $is_own)) AS details
JOIN recordings ON recordings.athlete_id = $athlete_id AND recordings.raw_sha256 = details.recording_sha256
JOIN raw_files ON raw_files.athlete_id = $athlete_id AND raw_files.sha256 = details.recording_sha256
WHERE recordings.run_id IN (SELECT unnest($run_ids)) AND (raw_files.expires_at IS NULL OR raw_files.expires_at > $now)
UNION ALL
SELECT recordings.run_id, raw_files.source, NULL, NULL, recordings.rpe, recordings.feel, NULL, NULL, NULL, 2, recordings.raw_sha256
FROM recordings
JOIN raw_files ON raw_files.athlete_id = recordings.athlete_id AND raw_files.sha256 = recordings.raw_sha256
WHERE recordings.athlete_id = $athlete_id AND recordings.run_id IN (SELECT unnest($run_ids))
    AND (recordings.rpe IS NOT NULL OR recordings.feel IS NOT NULL)
    AND (raw_files.who_may_see = 'consented' OR $is_own)
    AND (raw_files.expires_at IS NULL OR raw_files.expires_at > $now)
ORDER BY run_id, rank, place
