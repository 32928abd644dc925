-- What the pages ask and show beyond the runs themselves.

ALTER TABLE statuses ADD COLUMN question_ids VARCHAR[];        -- beside `questions`, "" for one that a note raised
UPDATE statuses SET question_ids = list_transform(questions, lambda question: '');

-- The revision in which each table was last written to: a published snapshot that is newer has the table as it is.
CREATE TABLE table_revisions (name VARCHAR PRIMARY KEY, number BIGINT NOT NULL);

-- What diaries and entries say: one row a report and place that says it. A report that no place says any longer goes.
CREATE TABLE pain_statements (
    athlete_id VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    raw_sha256 VARCHAR NOT NULL,
    position BIGINT NOT NULL,             -- the order in which they arrived
    reported_at TIMESTAMP,
    is_by_hand BOOLEAN NOT NULL           -- entered one by one: the last time counts, in a diary the first
);
-- How many lines of the manifest those are from, by athlete.
CREATE TABLE statements_read (athlete_id VARCHAR PRIMARY KEY, lines BIGINT NOT NULL);

-- Weekly check-ins, one row each: the seven days that end on `date`.
CREATE TABLE weekly_check_ins (
    check_in_id VARCHAR NOT NULL,         -- its content, so that the same one entered twice is one
    athlete_id VARCHAR NOT NULL,
    raw_sha256 VARCHAR NOT NULL,
    position BIGINT NOT NULL,             -- the order in which they arrived; a later one of the same day wins
    date DATE NOT NULL,
    participation TINYINT,                -- the four questions as options 0 (no problem) to 3
    volume TINYINT,
    performance TINYINT,
    pain TINYINT,
    mood TINYINT,                         -- 1 (low) to 5 (good)
    sleep TINYINT,
    confidence TINYINT,
    mood_because_of_pain BOOLEAN,
    sleep_because_of_pain BOOLEAN,
    confidence_because_of_pain BOOLEAN
);

-- What athletes' own niggles share with this one: the newest bundle of each, and its runs as objects of contract 3.
CREATE TABLE shared_bundles (
    athlete_id VARCHAR PRIMARY KEY,
    raw_sha256 VARCHAR NOT NULL,
    level VARCHAR NOT NULL,               -- none | status | details
    mood BOOLEAN NOT NULL,
    issued_at TIMESTAMP NOT NULL
);
CREATE TABLE shared_runs (
    run_id VARCHAR NOT NULL,
    athlete_id VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    status VARCHAR NOT NULL,
    provisional BOOLEAN NOT NULL,
    object JSON NOT NULL,
    PRIMARY KEY (athlete_id, run_id)
);

-- What there is to tell, once a matter and address; `sent_at` is null while it waits for the end of quiet hours.
CREATE TABLE notices (
    target VARCHAR NOT NULL,              -- athlete:<id> | squad:<name>
    address VARCHAR NOT NULL,             -- a digest of the address as the configuration writes it
    matter VARCHAR NOT NULL,
    athlete_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                -- concern | red_flag | question | source
    run_id VARCHAR,                       -- the newest run of the matter when it was noticed
    source VARCHAR,                       -- the kind of source that needs its owner
    noticed_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    failed_at TIMESTAMP,                  -- when sending was last tried in vain
    PRIMARY KEY (target, address, matter)
);

-- The newest run there was when an address was first told of an athlete: what is older was there before.
CREATE TABLE notice_beginnings (
    target VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    athlete_id VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    PRIMARY KEY (target, address, athlete_id)
);

-- Sources that need their owner, since when.
CREATE TABLE source_troubles (
    athlete_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,              -- its kind
    began_at TIMESTAMP NOT NULL,
    PRIMARY KEY (athlete_id, source)
);
