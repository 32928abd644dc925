"""The page of a squad."""
