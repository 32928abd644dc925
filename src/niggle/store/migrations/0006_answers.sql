-- What a report says of what the pain was like, and the answers to the few questions that decide.

ALTER TABLE pain_reports ADD COLUMN course VARCHAR;            -- eased | same | grew, by the end
ALTER TABLE pain_reports ADD COLUMN kind VARCHAR;
ALTER TABLE pain_reports ADD COLUMN limped_for VARCHAR;        -- few_steps | minutes | to_the_end
ALTER TABLE pain_reports ADD COLUMN change_was VARCHAR;        -- chosen | by_itself
ALTER TABLE pain_reports ADD COLUMN night_pain_when VARCHAR;   -- lying_on_it | any_position
ALTER TABLE pain_reports ADD COLUMN calf_signs BOOLEAN;
ALTER TABLE pain_reports ADD COLUMN joint_signs BOOLEAN;
ALTER TABLE pain_reports ADD COLUMN chest_signs BOOLEAN;
ALTER TABLE pain_reports ADD COLUMN back_signs BOOLEAN;

-- Whether a criterion need not be met on this run.
ALTER TABLE criteria ADD COLUMN is_waived BOOLEAN;
