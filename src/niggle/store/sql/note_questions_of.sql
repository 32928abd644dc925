-- What notes about runs say that could not be read, and how injured the runner felt on their days.
SELECT DISTINCT runs.run_id, places.place, places.questions, places.injury
FROM (SELECT place, who_may_see, questions, injury, unnest(recording_sha256s) AS raw_sha256 FROM activity_details
    WHERE athlete_id = $athlete_id AND (len(questions) > 0 OR injury > 1)) AS places
JOIN recordings ON recordings.athlete_id = $athlete_id AND recordings.raw_sha256 = places.raw_sha256
JOIN runs ON runs.run_id = recordings.run_id
WHERE runs.run_id IN (SELECT unnest($run_ids)) AND (places.who_may_see = 'consented' OR runs.who_may_see = 'athlete')
ORDER BY ALL
