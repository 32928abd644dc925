DELETE FROM notice_beginnings WHERE athlete_id = $athlete_id
