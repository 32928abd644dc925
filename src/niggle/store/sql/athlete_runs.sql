-- Every finished run of an athlete that may be seen, oldest first, in few words: for calendars and weeks.
SELECT runs.run_id, runs.started_at, runs.utc_offset_s, runs.distance_m, runs.moving_time_s, statuses.status, statuses.provisional
FROM runs
JOIN statuses USING (run_id)
JOIN stride_verdicts USING (run_id)
WHERE runs.athlete_id = $athlete_id
    AND (runs.expires_at IS NULL OR runs.expires_at > $now) AND (runs.who_may_see = 'consented' OR $is_own)
ORDER BY runs.started_at, runs.run_id
