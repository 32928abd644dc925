SELECT min(runs.started_at) AS since
FROM runs JOIN statuses USING (run_id)
WHERE runs.athlete_id = $athlete_id AND statuses.rules_version <> $rules_version
