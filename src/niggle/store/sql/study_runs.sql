-- Every measured run of an athlete that others may learn from, oldest first. What a source's terms let only the athlete
-- see, let be kept for days only, or keep from being a baseline, is left out; nothing is measured of shared runs.
SELECT runs.run_id, runs.started_at, runs.duration_s, run_gait.* EXCLUDE (run_id, excluded_s, measured_share, raw_sha256, metrics_version)
FROM visible_runs($seen_ids, $own_ids, $now) AS runs
JOIN run_gait USING (run_id)
WHERE runs.may_feed_baselines AND runs.expires_at IS NULL
ORDER BY runs.started_at, runs.run_id
