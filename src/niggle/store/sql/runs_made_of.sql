SELECT run_id, raw_sha256, session_index, who_may_see, may_feed_baselines, expires_at
FROM runs WHERE athlete_id = $athlete_id
