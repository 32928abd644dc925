SELECT min(runs.started_at) AS since
FROM runs JOIN stride_verdicts USING (run_id)
WHERE runs.athlete_id = $athlete_id AND stride_verdicts.rules_version <> $rules_version
