-- Which metrics version a file was read for: sensors and their values are chosen when it is read. Null: an older one.

ALTER TABLE raw_files ADD COLUMN metrics_version INTEGER;
