-- What the entry at one of these places said, once it has been taken in.
SELECT pain_reports.*
FROM pain_statements
JOIN pain_reports USING (athlete_id, report_id)
WHERE pain_statements.athlete_id = $athlete_id AND pain_statements.place IN (SELECT unnest($places))
ORDER BY pain_statements.position
