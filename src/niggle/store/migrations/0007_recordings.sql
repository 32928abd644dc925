-- The clock where a run was, and whether a recording's date is its own.

ALTER TABLE runs ADD COLUMN utc_offset_s DOUBLE;            -- of the local clock where it was run; NULL: not known
ALTER TABLE recordings ADD COLUMN is_dated BOOLEAN;         -- FALSE: dated by a clock whose zone is not known
ALTER TABLE recordings ADD COLUMN rpe DOUBLE;               -- 0-10: what the runner told the watch
ALTER TABLE recordings ADD COLUMN feel DOUBLE;              -- 0-100
