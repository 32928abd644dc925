-- Every TIMESTAMP is UTC.

-- One row per schema change that this database has been through.
CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name VARCHAR NOT NULL);

-- Counts every write; the published snapshot is stale while its number is lower.
CREATE TABLE revision (number BIGINT NOT NULL);
INSERT INTO revision VALUES (0);

-- Raw files that were read, and what came of it.
CREATE TABLE raw_files (
    sha256 VARCHAR NOT NULL,
    athlete_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                -- activity | diary
    source VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    landed_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL,             -- decoded | quarantined
    reason VARCHAR,                       -- why it was quarantined
    defects VARCHAR[] NOT NULL,           -- what is wrong with a file that could be read all the same
    manufacturer VARCHAR,
    product VARCHAR,
    firmware VARCHAR,
    PRIMARY KEY (sha256, athlete_id)
);

-- Every session of every activity file. The best recording of each run is in `runs`.
CREATE TABLE recordings (
    athlete_id VARCHAR NOT NULL,
    raw_sha256 VARCHAR NOT NULL,
    session_index INTEGER NOT NULL,
    run_id VARCHAR,                       -- null: another sport, counted as load only
    sport VARCHAR,
    sub_sport VARCHAR,
    started_at TIMESTAMP NOT NULL,
    duration_s DOUBLE,
    moving_time_s DOUBLE,
    distance_m DOUBLE,
    balance_samples INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    PRIMARY KEY (athlete_id, raw_sha256, session_index)
);

-- The best recording of each run. `run_no` is the short key of its samples.
CREATE SEQUENCE run_numbers;
CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY,
    run_no BIGINT NOT NULL DEFAULT nextval('run_numbers'),
    athlete_id VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    duration_s DOUBLE,
    moving_time_s DOUBLE,
    distance_m DOUBLE,
    sub_sport VARCHAR,
    surface VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    raw_sha256 VARCHAR NOT NULL,
    session_index INTEGER NOT NULL,
    pauses_s DOUBLE[] NOT NULL            -- stop, start, stop, start, …: seconds since the session started
);

-- What the samples of each metric were recorded by.
CREATE TABLE run_sensors (
    run_id VARCHAR NOT NULL,
    metric VARCHAR NOT NULL,
    sensor VARCHAR NOT NULL
);

CREATE TABLE samples (
    run_no BIGINT NOT NULL,
    elapsed_s DOUBLE,
    distance_m DOUBLE,
    speed_mps DOUBLE,
    altitude_m DOUBLE,
    heart_rate_bpm DOUBLE,
    power_w DOUBLE,
    temperature_c DOUBLE,
    cadence_spm DOUBLE,
    stance_time_ms DOUBLE,
    stance_time_balance_left_pct DOUBLE,
    step_length_mm DOUBLE,
    vertical_oscillation_mm DOUBLE,
    vertical_ratio_pct DOUBLE
);

-- A run without a row here is still to be measured.
CREATE TABLE run_gait (
    run_id VARCHAR PRIMARY KEY,
    surface VARCHAR NOT NULL,
    eligible_s DOUBLE NOT NULL,
    excluded_s MAP(VARCHAR, DOUBLE) NOT NULL,
    sensors MAP(VARCHAR, VARCHAR) NOT NULL,   -- by metric, "derived:…" where it was worked out from others
    speed_mps DOUBLE,
    grade_pct DOUBLE,
    stance_time_balance_left_pct DOUBLE,
    stance_time_ms DOUBLE,
    cadence_spm DOUBLE,
    step_length_mm DOUBLE,
    vertical_oscillation_mm DOUBLE,
    vertical_ratio_pct DOUBLE,
    duty_factor_pct DOUBLE,
    flight_time_ms DOUBLE,
    raw_sha256 VARCHAR NOT NULL,
    metrics_version INTEGER NOT NULL
);

CREATE TABLE windows (
    run_id VARCHAR NOT NULL,
    start_s DOUBLE NOT NULL,
    end_s DOUBLE NOT NULL,
    usable_s DOUBLE NOT NULL,
    is_eligible BOOLEAN NOT NULL,
    speed_mps DOUBLE,
    grade_pct DOUBLE,
    stance_time_balance_left_pct DOUBLE,
    stance_time_ms DOUBLE,
    cadence_spm DOUBLE,
    step_length_mm DOUBLE,
    vertical_oscillation_mm DOUBLE,
    vertical_ratio_pct DOUBLE,
    duty_factor_pct DOUBLE,
    flight_time_ms DOUBLE
);

-- A run without a row here is still to be judged.
CREATE TABLE stride_verdicts (
    run_id VARCHAR PRIMARY KEY,
    word VARCHAR NOT NULL,
    reason VARCHAR,
    onset_s DOUBLE,
    side VARCHAR,
    is_learning BOOLEAN NOT NULL,
    explanations VARCHAR[] NOT NULL,
    confidence DOUBLE,                    -- probability that the stride is altered
    pattern VARCHAR,                      -- what a flagged run looks like
    runs_since INTEGER,                   -- how many runs have been altered up to this one
    trend_pp_per_30_runs DOUBLE,
    raw_sha256 VARCHAR NOT NULL,
    metrics_version INTEGER NOT NULL,
    rules_version INTEGER NOT NULL
);

CREATE TABLE stride_metrics (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    value DOUBLE,
    expected DOUBLE,
    difference DOUBLE,
    z DOUBLE,
    unit VARCHAR NOT NULL,
    is_altered BOOLEAN NOT NULL,
    expected_low DOUBLE,
    expected_high DOUBLE
);

-- One row of a diary each (contract 4), and the run it belongs to as far as that run is known.
CREATE TABLE pain_reports (
    report_id VARCHAR PRIMARY KEY,
    athlete_id VARCHAR NOT NULL,
    raw_sha256 VARCHAR NOT NULL,
    position BIGINT NOT NULL,             -- the order in which reports arrived
    joined_run_id VARCHAR,
    run_id VARCHAR,
    started_at TIMESTAMP,
    date DATE,
    reported_at TIMESTAMP,
    site VARCHAR,
    side VARCHAR,
    before TINYINT,
    first TINYINT,
    peak TINYINT,
    "end" TINYINT,
    next_morning TINYINT,
    hours_to_settle DOUBLE,
    quality VARCHAR,
    limped BOOLEAN,
    changed_how_i_ran BOOLEAN,
    night_pain BOOLEAN,
    bony_point BOOLEAN,
    pain_on_hopping BOOLEAN,
    affected_mood BOOLEAN,
    affected_sleep BOOLEAN,
    affected_confidence BOOLEAN,
    reduced_training VARCHAR,
    note VARCHAR
);

-- A run without a row here is still to be triaged.
CREATE TABLE statuses (
    run_id VARCHAR PRIMARY KEY,
    status VARCHAR NOT NULL,
    provisional BOOLEAN NOT NULL,
    summary VARCHAR NOT NULL,
    questions VARCHAR[] NOT NULL,
    choices VARCHAR[] NOT NULL,
    look_again VARCHAR NOT NULL,
    longest_30d_m DOUBLE,
    distance_over_longest_pct DOUBLE,
    minutes_7d DOUBLE,
    is_reduced BOOLEAN,
    raw_sha256 VARCHAR NOT NULL,
    metrics_version INTEGER NOT NULL,
    rules_version INTEGER NOT NULL
);

CREATE TABLE criteria (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    "group" VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    "references" VARCHAR[] NOT NULL,
    is_marginal BOOLEAN NOT NULL
);

-- Runs whose page shows what is stored now.
CREATE TABLE pages (run_id VARCHAR PRIMARY KEY);

-- The first file of each device and firmware, decoded by another library too.
CREATE TABLE second_opinions (
    manufacturer VARCHAR NOT NULL,
    product VARCHAR NOT NULL,
    firmware VARCHAR NOT NULL,
    raw_sha256 VARCHAR NOT NULL,
    differing_cells INTEGER NOT NULL,
    detail VARCHAR NOT NULL,
    PRIMARY KEY (manufacturer, product, firmware)
);
