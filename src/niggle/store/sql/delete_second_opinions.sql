DELETE FROM second_opinions WHERE list_contains($digests, raw_sha256)
