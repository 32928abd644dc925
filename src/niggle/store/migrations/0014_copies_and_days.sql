-- How much of a run was truly measured, which recordings are copies of one activity, and what else sources say of it.

ALTER TABLE run_gait ADD COLUMN measured_share DOUBLE;              -- of the values; others were drawn or held
ALTER TABLE recordings ADD COLUMN workout_id VARCHAR;               -- NULL: nothing tells
ALTER TABLE activity_details ADD COLUMN utc_offset_s DOUBLE;        -- of the local clock; NULL: it does not say
ALTER TABLE activity_details ADD COLUMN injury INTEGER;             -- 1 (none) to 4: how injured one felt that day
ALTER TABLE activity_details ADD COLUMN gear VARCHAR;               -- what it was run in
