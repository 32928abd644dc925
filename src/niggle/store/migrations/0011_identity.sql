-- Which database this is: a snapshot of another one is replaced, however often either was written to.

ALTER TABLE revision ADD COLUMN database_id VARCHAR;
UPDATE revision SET database_id = uuid()::VARCHAR;
