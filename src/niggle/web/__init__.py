"""The pages, the pain form and the downloads over HTTP: `niggle serve`."""
