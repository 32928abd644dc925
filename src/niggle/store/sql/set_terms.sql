UPDATE raw_files SET who_may_see = $who_may_see, may_feed_baselines = $may_feed_baselines, expires_at = $expires_at
WHERE athlete_id = $athlete_id AND kind = 'activity' AND sha256 = $sha256
