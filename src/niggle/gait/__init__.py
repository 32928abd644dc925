"""Gait metrics of a run: which samples are usable running, and what they say window by window."""

METRICS_VERSION = 3
"""Counts up whenever the same file gives other windows, values or sensors; result rows carry it.

What was read and measured by another version is read from its raw file and measured again.
"""
