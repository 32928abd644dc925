-- What a night found done: by what is outside the database, and by what each page was drawn from.

CREATE TABLE settled (
    athlete_id VARCHAR PRIMARY KEY,      -- '' for what is nobody's alone
    number BIGINT NOT NULL,              -- of the revision that was published
    outside VARCHAR NOT NULL             -- a digest of all that a night goes by and that is not in here
);
CREATE TABLE drawn (
    page VARCHAR PRIMARY KEY,            -- its path below the folder of the pages
    source VARCHAR NOT NULL,             -- a digest of what it was drawn from
    size_bytes BIGINT                    -- of its file; NULL for all pages of runs, which have a size each
);
