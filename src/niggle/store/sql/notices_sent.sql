SELECT target, address, max(sent_at) AS sent_at, count(*) FILTER (sent_at IS NULL) AS waiting FROM notices GROUP BY target, address
