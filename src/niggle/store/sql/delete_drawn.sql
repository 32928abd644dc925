DELETE FROM drawn WHERE page IN (SELECT unnest($pages::VARCHAR[]))
