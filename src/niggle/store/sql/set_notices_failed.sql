UPDATE notices SET failed_at = $failed_at WHERE target = $target AND address = $address AND list_contains($matters, matter)
