SELECT athlete_id, count(*) AS runs, max(started_at) AS newest_at FROM runs GROUP BY athlete_id ORDER BY athlete_id
