-- What the pages ask and show beyond the runs themselves.

ALTER TABLE statuses ADD COLUMN question_ids VARCHAR[];        -- beside `questions`, "" for one that a note raised
UPDATE statuses SET question_ids = list_transform(questions, lambda question: '');

-- Weekly check-ins, one row each: the seven days that end on `date`.
CREATE TABLE weekly_check_ins (
    check_in_id VARCHAR PRIMARY KEY,
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

-- What there is to tell, once a matter and person; `sent_at` is null while it waits for the end of quiet hours.
CREATE TABLE notices (
    target VARCHAR NOT NULL,              -- athlete:<id> | squad:<name>
    matter VARCHAR NOT NULL,
    athlete_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                -- concern | red_flag | question | source
    run_id VARCHAR,
    noticed_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    PRIMARY KEY (target, matter)
);
