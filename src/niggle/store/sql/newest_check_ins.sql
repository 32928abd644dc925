-- The day of the newest weekly check-in of each of these athletes who has ever answered one.
SELECT athlete_id, max(date) AS date
FROM weekly_check_ins
WHERE athlete_id IN (SELECT unnest($athlete_ids::VARCHAR[]))
GROUP BY athlete_id
