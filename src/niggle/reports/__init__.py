"""The pages, a folder each: the query that fills its view out of the store, and how that is drawn."""
