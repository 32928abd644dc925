"""Prefect flows: order, retries, schedules, artifacts. No arithmetic, no SQL."""
