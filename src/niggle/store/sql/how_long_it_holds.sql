-- Since when and until when what may be seen of an athlete's runs is as it is at $now: nothing expires in between.
SELECT max(expires_at) FILTER (expires_at <= $now) AS since, min(expires_at) FILTER (expires_at > $now) AS until FROM runs
