-- Of each of these athletes the newest run that may be seen, and those of the eight weeks up to the newest of all.
-- Every row also tells of its athlete: since when the newest status has held, and the newest run with a report.
WITH seen AS (
    -- Every run that may be seen. What else has runs joins here.
    SELECT runs.athlete_id, runs.run_id, runs.started_at, statuses.status, statuses.provisional,
        runs.run_id IN (SELECT joined_run_id FROM pain_reports WHERE joined_run_id IS NOT NULL) AS is_reported
    FROM runs
    JOIN statuses USING (run_id)
    JOIN stride_verdicts USING (run_id)
    WHERE runs.athlete_id IN (SELECT unnest($athlete_ids::VARCHAR[]))
        AND (runs.expires_at IS NULL OR runs.expires_at > $now)
        AND (runs.who_may_see = 'consented' OR runs.athlete_id IN (SELECT unnest($own_ids::VARCHAR[])))
), aged AS (
    SELECT *, row_number() OVER newest_first AS age, first(status) OVER newest_first AS latest_status
    FROM seen
    WINDOW newest_first AS (PARTITION BY athlete_id ORDER BY started_at DESC, run_id DESC)
), spells AS (
    SELECT *, min(age) FILTER (status <> latest_status) OVER (PARTITION BY athlete_id) AS changed_age
    FROM aged
)
SELECT athlete_id, run_id, started_at, status, provisional, is_reported,
    min(started_at) FILTER (changed_age IS NULL OR age < changed_age) OVER (PARTITION BY athlete_id) AS since_at,
    max(started_at) FILTER (is_reported) OVER (PARTITION BY athlete_id) AS reported_at
FROM spells
QUALIFY age = 1 OR started_at > max(started_at) OVER () - INTERVAL 58 DAY
ORDER BY athlete_id, started_at, run_id
