-- One change of stride is one question: which run asks, and when the one before it asked.

ALTER TABLE stride_verdicts ADD COLUMN is_question BOOLEAN;
ALTER TABLE stride_verdicts ADD COLUMN asked_at TIMESTAMP;
