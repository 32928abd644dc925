-- What sources say that the runs that may be seen were run in.
SELECT runs.run_id, min(details.gear) AS gear
FROM visible_runs($seen_ids, $own_ids, $now) AS runs
JOIN recordings ON recordings.run_id = runs.run_id
JOIN (SELECT gear, unnest(recording_sha256s) AS recording_sha256 FROM activity_details WHERE gear IS NOT NULL) AS details
    ON details.recording_sha256 = recordings.raw_sha256
GROUP BY runs.run_id
