-- These reports of an athlete, as far as they have been taken in, by when they were said.
SELECT * FROM pain_reports WHERE athlete_id = $athlete_id AND report_id IN (SELECT unnest($report_ids)) ORDER BY position
