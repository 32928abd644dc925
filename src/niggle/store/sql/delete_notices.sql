DELETE FROM notices WHERE target = $target AND address = $address AND list_contains($matters, matter) AND sent_at IS NULL
