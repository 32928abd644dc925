-- Where each report on a run was said, and of what complaint it is.
SELECT pain_statements.place, pain_reports.site, pain_reports.side
FROM pain_statements
JOIN pain_reports USING (athlete_id, report_id)
WHERE pain_reports.athlete_id = $athlete_id AND pain_reports.joined_run_id = $run_id
ORDER BY pain_statements.position
