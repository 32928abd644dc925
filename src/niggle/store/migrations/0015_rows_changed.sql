-- About which runs and files a table was written to, until the next snapshot: whole tables are in table_revisions.

CREATE TABLE row_revisions (name VARCHAR NOT NULL, key VARCHAR NOT NULL, number BIGINT NOT NULL);
