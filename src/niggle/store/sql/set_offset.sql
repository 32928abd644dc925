UPDATE runs SET utc_offset_s = $utc_offset_s WHERE run_id = $run_id
