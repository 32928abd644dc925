-- One row for each finished run that may be seen: all that is known of it but its lists. `$run_ids` NULL: all of them.
SELECT runs.run_id, runs.athlete_id, runs.started_at, runs.utc_offset_s, runs.distance_m, runs.moving_time_s, runs.source, runs.who_may_see,
    runs.raw_sha256, statuses.* EXCLUDE (run_id, raw_sha256),
    stride_verdicts.word, stride_verdicts.reason, stride_verdicts.onset_s, stride_verdicts.side,
    stride_verdicts.is_learning, stride_verdicts.explanations, stride_verdicts.confidence, stride_verdicts.pattern,
    stride_verdicts.runs_since, stride_verdicts.trend_pp_per_30_runs, stride_verdicts.is_question,
    stride_verdicts.asked_at
FROM visible_runs($seen_ids, $own_ids, $now) AS runs
JOIN statuses USING (run_id)
JOIN stride_verdicts USING (run_id)
WHERE runs.started_at >= $since
    AND ($run_ids IS NULL OR list_contains($run_ids, runs.run_id))
ORDER BY runs.started_at, runs.run_id
