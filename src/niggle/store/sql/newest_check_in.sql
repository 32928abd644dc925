-- The day of an athlete's newest weekly check-in, if there has ever been one.
SELECT max(date) AS date FROM weekly_check_ins WHERE athlete_id = $athlete_id HAVING count(*) > 0
