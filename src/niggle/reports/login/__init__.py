"""The page to log in."""
