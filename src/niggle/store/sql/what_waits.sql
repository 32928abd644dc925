-- Whether anything of an athlete waits for a night: each part is what a step of the night finds to do.
SELECT
    NOT EXISTS (FROM settled, revision WHERE athlete_id = $athlete_id AND outside = $outside
        AND settled.number = revision.number) AS is_other,
    EXISTS (FROM raw_files WHERE athlete_id = $athlete_id AND kind = 'activity' AND (
        expires_at <= $now OR waits_until <= $latest_start
        OR (outcome = 'decoded' AND metrics_version IS DISTINCT FROM $metrics_version))) AS has_files,
    EXISTS (FROM runs LEFT JOIN run_gait USING (run_id) LEFT JOIN stride_verdicts USING (run_id)
        LEFT JOIN statuses USING (run_id) LEFT JOIN pages USING (run_id)
        WHERE runs.athlete_id = $athlete_id AND (
            run_gait.metrics_version IS DISTINCT FROM $metrics_version
            OR stride_verdicts.rules_version IS DISTINCT FROM $stride_version
            OR statuses.rules_version IS DISTINCT FROM $triage_version
            OR pages.run_id IS NULL)) AS has_runs,
    EXISTS (FROM shared_runs WHERE athlete_id = $athlete_id AND run_id NOT IN (SELECT run_id FROM pages)) AS has_shared,
    EXISTS (FROM gone_runs WHERE athlete_id = $athlete_id) AS has_gone,
    EXISTS (FROM raw_files WHERE outcome = 'decoded' AND manufacturer IS NOT NULL AND athlete_id = $athlete_id
        AND (manufacturer, coalesce(product, ''), coalesce(firmware, '')) NOT IN (
            SELECT (manufacturer, product, firmware) FROM second_opinions)) AS has_devices
