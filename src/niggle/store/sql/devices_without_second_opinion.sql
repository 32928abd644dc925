SELECT manufacturer, coalesce(product, '') AS product, coalesce(firmware, '') AS firmware,
    arg_min(sha256, (landed_at, sha256)) AS sha256, arg_min(origin, (landed_at, sha256)) AS origin
FROM raw_files
WHERE outcome = 'decoded' AND manufacturer IS NOT NULL AND athlete_id = $athlete_id
    AND (manufacturer, coalesce(product, ''), coalesce(firmware, '')) NOT IN (
        SELECT (manufacturer, product, firmware) FROM second_opinions)
GROUP BY ALL
ORDER BY ALL
