UPDATE pain_reports SET joined_run_id = $run_id WHERE report_id = $report_id
