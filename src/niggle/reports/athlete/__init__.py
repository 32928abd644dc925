"""The pages of an athlete."""
