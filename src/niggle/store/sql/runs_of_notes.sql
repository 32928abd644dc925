-- The run that each activity's words are about. A source that binds may speak only of runs that it alone has.
SELECT DISTINCT places.place, runs.run_id
FROM (SELECT place, who_may_see, unnest(recording_sha256s) AS raw_sha256 FROM activity_details
    WHERE athlete_id = $athlete_id) AS places
JOIN recordings ON recordings.athlete_id = $athlete_id AND recordings.raw_sha256 = places.raw_sha256
JOIN runs ON runs.run_id = recordings.run_id
WHERE places.who_may_see = 'consented' OR runs.who_may_see = 'athlete'
ORDER BY ALL
