DELETE FROM activity_details WHERE athlete_id = $athlete_id AND place IN (SELECT unnest($places))
