SELECT * FROM samples
WHERE run_no BETWEEN $first AND $last AND run_no IN (SELECT unnest($run_nos))
ORDER BY run_no, elapsed_s
