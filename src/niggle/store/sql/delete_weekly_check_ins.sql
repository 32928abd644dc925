DELETE FROM weekly_check_ins WHERE check_in_id IN (SELECT unnest($check_in_ids::VARCHAR[]))
