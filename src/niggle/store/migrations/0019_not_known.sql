-- A clear status of which nobody has said how it felt is shown as "not known"; the answer in four words.

ALTER TABLE statuses ADD COLUMN is_known BOOLEAN;              -- FALSE: clear, and nobody said how it felt
ALTER TABLE statuses ADD COLUMN headline VARCHAR;
