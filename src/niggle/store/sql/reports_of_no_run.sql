-- What an athlete reported of days on which there is no run, or none yet. A note that waits for its run is not of these.
SELECT * FROM pain_reports
WHERE athlete_id = $athlete_id AND joined_run_id IS NULL AND run_id IS NULL AND source <> 'note' ORDER BY position
