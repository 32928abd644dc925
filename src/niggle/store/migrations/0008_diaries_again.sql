-- Diaries that an older version could not read in full, for columns or words that it did not know, are read again.

DELETE FROM statements_read;
