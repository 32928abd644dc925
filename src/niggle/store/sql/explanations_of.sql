-- What an athlete said explains a changed stride, in the order it was said, and the runs that it was said of.
SELECT explained_by, explained_since, date, joined_run_id, shoes FROM pain_reports
WHERE athlete_id = $athlete_id AND explained_by IS NOT NULL ORDER BY position
