-- How large a run's page was drawn, to see whether it is whole.

ALTER TABLE pages ADD COLUMN size_bytes BIGINT;     -- NULL: there is no page, or an older niggle drew it
