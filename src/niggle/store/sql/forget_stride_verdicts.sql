-- From a moment on, verdicts are to be made again.
DELETE FROM stride_verdicts WHERE run_id IN (SELECT run_id FROM runs WHERE athlete_id = $athlete_id AND started_at >= $since)
