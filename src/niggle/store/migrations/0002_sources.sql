-- Recordings of one run from several sources, what sources say besides, and on what terms.
-- Values for old rows are set apart: DuckDB cannot commit several new columns with defaults in one transaction.

ALTER TABLE recordings ADD COLUMN own_run_id VARCHAR;         -- what the run would be called if this were all of it
ALTER TABLE recordings ADD COLUMN rank INTEGER;               -- what ranks before the number of samples: 3 FIT, 0 least
ALTER TABLE recordings ADD COLUMN stance_samples INTEGER;
ALTER TABLE recordings ADD COLUMN profile BLOB;               -- niggle.matching.profile
ALTER TABLE recordings ADD COLUMN offset_s DOUBLE;            -- how much later it truly started, by the run's clock
ALTER TABLE recordings ADD COLUMN gave VARCHAR;               -- what the run has from it: "base", groups of fields
UPDATE recordings SET own_run_id = run_id, rank = 3, stance_samples = 0, offset_s = 0, gave = '';
UPDATE recordings SET gave = 'base' WHERE (athlete_id, raw_sha256, session_index) IN (
    SELECT (athlete_id, raw_sha256, session_index) FROM runs);

ALTER TABLE raw_files ADD COLUMN format VARCHAR;
ALTER TABLE raw_files ADD COLUMN who_may_see VARCHAR;         -- athlete | consented
ALTER TABLE raw_files ADD COLUMN may_feed_baselines BOOLEAN;
ALTER TABLE raw_files ADD COLUMN expires_at TIMESTAMP;                        -- null: kept as long as wanted

UPDATE raw_files SET format = 'fit', who_may_see = 'consented', may_feed_baselines = TRUE;

ALTER TABLE runs ADD COLUMN who_may_see VARCHAR;
ALTER TABLE runs ADD COLUMN may_feed_baselines BOOLEAN;
ALTER TABLE runs ADD COLUMN expires_at TIMESTAMP;
UPDATE runs SET who_may_see = 'consented', may_feed_baselines = TRUE;

-- What sources say of activities besides the recording; the newest words of each place.
CREATE TABLE activity_details (
    athlete_id VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    raw_sha256 VARCHAR NOT NULL,          -- of the details
    source VARCHAR NOT NULL,
    recording_sha256s VARCHAR[] NOT NULL, -- of the recordings that they are about
    upstream_id VARCHAR,
    name VARCHAR,
    description VARCHAR,
    rpe DOUBLE,                           -- 0-10
    feel DOUBLE,                          -- 0-100
    sport VARCHAR,
    started_at TIMESTAMP,
    who_may_see VARCHAR NOT NULL,
    questions VARCHAR[] NOT NULL,         -- what a note says that could not be read
    PRIMARY KEY (athlete_id, place)
);

-- Reports out of activities' descriptions are marked "note" and go when the description does.
ALTER TABLE pain_reports ADD COLUMN source VARCHAR;            -- diary | note
ALTER TABLE pain_reports ADD COLUMN place VARCHAR;                            -- of a note: the activity

UPDATE pain_reports SET source = 'diary';

-- Runs that are no more, whose pages are still to be taken away.
CREATE TABLE gone_runs (run_id VARCHAR PRIMARY KEY, athlete_id VARCHAR NOT NULL);
