"""Gait metrics of a run: which samples are usable running, and what they say window by window."""

METRICS_VERSION = 2
"""Counts up whenever the same file gives other windows or values; result rows carry it."""
