-- What is said of these runs: the status, the sentence, and the verdict on the stride.
SELECT run_id, status, summary, word, side
FROM statuses
JOIN stride_verdicts USING (run_id)
WHERE run_id IN (SELECT unnest($run_ids::VARCHAR[]))
