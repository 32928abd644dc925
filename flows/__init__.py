"""Prefect flows: order, retries, schedules, artifacts. No arithmetic, no SQL.

`launch` is the way in (`niggle sync` calls it); `nightly` holds the flows, `tasks` the steps as Prefect tasks.
`launch`, `settings`, `engine`, `outcome`, `progress`, `backfill` and `serve` import Prefect late or never, because
its settings are read when it is imported.
"""
