-- Which complaint a question is about, beside `questions`; NULL for one that names no site or side.

ALTER TABLE statuses ADD COLUMN question_sites VARCHAR[];
ALTER TABLE statuses ADD COLUMN question_sides VARCHAR[];
