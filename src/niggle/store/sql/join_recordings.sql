UPDATE recordings SET run_id = joined.run_id, offset_s = joined.offset_s, gave = joined.gave
FROM (SELECT unnest($raw_sha256) AS raw_sha256, unnest($session_index) AS session_index, unnest($run_id) AS run_id,
        unnest($offset_s) AS offset_s, unnest($gave) AS gave) AS joined
WHERE recordings.athlete_id = $athlete_id AND recordings.raw_sha256 = joined.raw_sha256
    AND recordings.session_index = joined.session_index
