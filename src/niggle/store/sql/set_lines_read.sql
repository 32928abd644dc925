INSERT OR REPLACE INTO statements_read VALUES ($athlete_id, $lines)
