SELECT page, source, size_bytes FROM drawn ORDER BY page
