"""Is this run's stride the runner's own usual one? The personal baseline and the verdict."""

RULES_VERSION = 5
"""Counts up whenever the same runs give other verdicts; result rows carry it."""
