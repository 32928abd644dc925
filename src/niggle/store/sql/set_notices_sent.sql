UPDATE notices SET sent_at = $sent_at, failed_at = NULL WHERE target = $target AND address = $address AND list_contains($matters, matter)
