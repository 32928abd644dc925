-- What sources say of these runs besides the recordings: names, efforts and the runner's own words.
SELECT recordings.run_id, details.source, details.name, details.description, details.rpe, details.feel
FROM (SELECT *, unnest(recording_sha256s) AS recording_sha256 FROM activity_details
    WHERE athlete_id = $athlete_id AND (who_may_see = 'consented' OR $is_own)) AS details
JOIN recordings ON recordings.athlete_id = $athlete_id AND recordings.raw_sha256 = details.recording_sha256
JOIN raw_files ON raw_files.athlete_id = $athlete_id AND raw_files.sha256 = details.recording_sha256
WHERE recordings.run_id IN (SELECT unnest($run_ids)) AND (raw_files.expires_at IS NULL OR raw_files.expires_at > $now)
ORDER BY recordings.run_id, details.place
