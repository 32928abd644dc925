-- Runs whose recordings do not tell how far ahead of UTC the clock was, and what a source says of that.
SELECT runs.run_id, runs.started_at, min(details.utc_offset_s) AS utc_offset_s
FROM (SELECT utc_offset_s, unnest(recording_sha256s) AS raw_sha256 FROM activity_details
    WHERE athlete_id = $athlete_id AND utc_offset_s IS NOT NULL) AS details
JOIN recordings ON recordings.athlete_id = $athlete_id AND recordings.raw_sha256 = details.raw_sha256
JOIN runs ON runs.run_id = recordings.run_id
WHERE runs.utc_offset_s IS NULL
GROUP BY runs.run_id, runs.started_at
ORDER BY runs.started_at
