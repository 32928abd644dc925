"""Gait metrics of a run: which samples are usable running, and what they say window by window."""
