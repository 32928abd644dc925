-- What an entry said, as far as it has been taken in.
SELECT pain_reports.*
FROM pain_statements
JOIN pain_reports USING (report_id)
WHERE pain_statements.athlete_id = $athlete_id AND pain_statements.place = $place
