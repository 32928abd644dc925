SELECT sha256, who_may_see, may_feed_baselines, expires_at FROM raw_files
WHERE athlete_id = $athlete_id AND kind = 'activity'
