-- How much of a run was truly measured, and which recordings are copies that a program made of one workout.

ALTER TABLE run_gait ADD COLUMN measured_share DOUBLE DEFAULT 1.0;  -- of the values; others were drawn or held
ALTER TABLE recordings ADD COLUMN workout_id VARCHAR;               -- NULL: the program gives none
