-- What an entry said, once it has been taken in; of several that say the same, the last.
SELECT * FROM pain_reports WHERE athlete_id = $athlete_id AND place = $place
