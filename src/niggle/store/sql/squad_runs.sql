-- Of each athlete the newest run that may be seen, and those of the eight weeks up to the newest of all.
-- Every row also tells of its athlete: since when the newest status has held, and the newest run with a report.
-- Sums over groups, not windows over rows: a squad's page asks this of all runs of all of its athletes.
WITH seen AS MATERIALIZED (
    SELECT runs.athlete_id, runs.run_id, runs.started_at, statuses.status, statuses.provisional, coalesce(statuses.is_known, NOT statuses.provisional) AS is_known,
        runs.run_id IN (SELECT joined_run_id FROM pain_reports WHERE joined_run_id IS NOT NULL) AS is_reported
    FROM visible_runs($seen_ids, $own_ids, $now) AS runs
    JOIN statuses USING (run_id)
    SEMI JOIN stride_verdicts USING (run_id)
), starts AS (
    SELECT athlete_id, max(started_at) AS started_at, max(started_at) FILTER (is_reported) AS reported_at
    FROM seen
    GROUP BY athlete_id
), latest AS (
    SELECT athlete_id, max(run_id) AS run_id, arg_max(status, run_id) AS status, any_value(started_at) AS started_at,
        any_value(reported_at) AS reported_at
    FROM seen
    JOIN starts USING (athlete_id, started_at)
    GROUP BY athlete_id
), changes AS (
    SELECT athlete_id, max(seen.started_at) AS changed_at
    FROM seen
    JOIN latest USING (athlete_id)
    WHERE seen.status <> latest.status
    GROUP BY athlete_id
), spells AS (
    SELECT athlete_id, min(seen.started_at) AS since_at
    FROM seen
    LEFT JOIN changes USING (athlete_id)
    WHERE changed_at IS NULL OR seen.started_at > changed_at
    GROUP BY athlete_id
)
SELECT seen.*, coalesce(spells.since_at, latest.started_at) AS since_at, latest.reported_at
FROM seen
JOIN latest USING (athlete_id)
LEFT JOIN spells USING (athlete_id)
WHERE seen.run_id = latest.run_id
    OR seen.started_at > (SELECT max(started_at) FROM starts) - INTERVAL 58 DAY
ORDER BY seen.athlete_id, seen.started_at, seen.run_id
