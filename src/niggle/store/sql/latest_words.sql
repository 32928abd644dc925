-- What is said of these runs: the sentence, and the verdict on the stride.
SELECT run_id, summary, word, side
FROM statuses
JOIN stride_verdicts USING (run_id)
WHERE run_id IN (SELECT unnest($run_ids::VARCHAR[]))
