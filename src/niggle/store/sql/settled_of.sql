-- What the last night settled by, and whether the same holds now.
SELECT outside, settled.number = revision.number AS is_current FROM settled, revision WHERE athlete_id = $athlete_id
