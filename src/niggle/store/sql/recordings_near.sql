-- Every recording of an athlete's runs that was within three days of one of these files' or of these stretches of time:
-- with what its file is, on what terms it came, and the run that it is of.
-- Clocks that are off by a difference of zones move a recording by 14 hours at most.
WITH timed AS (
    SELECT *, epoch(started_at) AS start, epoch(started_at) + coalesce(duration_s, moving_time_s, 0) AS stop
    FROM recordings
    WHERE athlete_id = $athlete_id AND own_run_id IS NOT NULL),
stretches AS (
    SELECT start, stop FROM timed WHERE raw_sha256 IN (SELECT unnest($sha256s))
    UNION ALL
    SELECT epoch(since), epoch(since) + length_s
    FROM (SELECT unnest($starts::TIMESTAMP[]) AS since, unnest($lengths_s::DOUBLE[]) AS length_s))
SELECT timed.* EXCLUDE (athlete_id, start, stop), raw_files.source, raw_files.origin, raw_files.landed_at,
    raw_files.format, raw_files.who_may_see, raw_files.may_feed_baselines, raw_files.expires_at,
    runs.started_at AS run_started_at, runs.raw_sha256 AS run_raw_sha256, runs.session_index AS run_session_index,
    runs.who_may_see AS run_who_may_see, runs.may_feed_baselines AS run_may_feed_baselines,
    runs.expires_at AS run_expires_at
FROM timed
JOIN raw_files ON raw_files.sha256 = timed.raw_sha256 AND raw_files.athlete_id = $athlete_id
LEFT JOIN runs ON runs.run_id = timed.run_id
WHERE EXISTS (FROM stretches WHERE timed.start <= stretches.stop + 259200 AND timed.stop >= stretches.start - 259200)
ORDER BY timed.started_at, timed.raw_sha256, timed.session_index
