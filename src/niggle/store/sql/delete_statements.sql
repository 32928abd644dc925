DELETE FROM pain_statements WHERE athlete_id = $athlete_id AND (place, report_id) IN (
    SELECT (place, report_id) FROM (SELECT unnest($places) AS place, unnest($report_ids) AS report_id))
