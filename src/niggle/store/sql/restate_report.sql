UPDATE pain_reports SET raw_sha256 = $raw_sha256, position = $position, reported_at = $reported_at, place = $place
WHERE report_id = $report_id
