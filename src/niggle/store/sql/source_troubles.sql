SELECT * FROM source_troubles
