-- From the run before a moment on: how a run settled can be told by the next one.
DELETE FROM criteria WHERE run_id IN (
    SELECT run_id FROM runs WHERE athlete_id = $athlete_id AND started_at >= coalesce(
        (SELECT max(started_at) FROM runs WHERE athlete_id = $athlete_id AND started_at < $since), $since))
