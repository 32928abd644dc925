-- Weekly check-ins of an athlete by day, of each day the last one that arrived.
SELECT * FROM weekly_check_ins WHERE athlete_id = $athlete_id
QUALIFY row_number() OVER (PARTITION BY date ORDER BY position DESC) = 1
ORDER BY date
