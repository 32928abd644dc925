-- Files that wait for their day, and runs that were taken away for good.

ALTER TABLE raw_files ADD COLUMN waits_until TIMESTAMP;     -- the start of a run of the future; NULL: waits for nothing

CREATE TABLE forgotten_recordings (     -- a run of which one is, is none, whatever other recordings of it come
    athlete_id VARCHAR NOT NULL,
    raw_sha256 VARCHAR NOT NULL,
    session_index INTEGER NOT NULL
);
