DELETE FROM pain_reports WHERE report_id IN (SELECT unnest($report_ids))
