DELETE FROM pain_reports WHERE athlete_id = $athlete_id AND source = 'note' AND place IN (SELECT unnest($places))
