"""Keep running, and run the night at the times of [schedule] in the configuration: `python -m flows.serve`.

It needs a Prefect server (PREFECT_API_URL): an embedded engine never fires a schedule.
"""

import os
import warnings
from pathlib import Path

import click

from flows import settings
from flows.engine import prefect_api
from niggle.cli import main
from niggle.cli.options import config_option
from niggle.config import load_config
from niggle.errors import UsageError

DEPLOYMENT = "niggle"


@click.command("serve")
@config_option
def command(config_path: Path) -> int:
    """Run the night at the times of [schedule] in the configuration, on the Prefect server of PREFECT_API_URL."""
    config = load_config(config_path)
    if settings.is_embedded(os.environ):
        raise UsageError(
            "schedules need a Prefect server: start one with `prefect server start` and set "
            f"{settings.API_URL}=http://127.0.0.1:4200/api; without one, have cron or systemd call `niggle sync`"
        )
    settings.prepare(config.store.path)
    with prefect_api():
        from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
        from prefect.schedules import Cron
        from prefect.types.entrypoint import EntrypointType

        from flows.nightly import nightly

        # Prefect 3.8 says this of its own runner when SIGTERM ends it; the runner does end.
        warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")
        click.echo(
            f"niggle: nightly at {config.schedule.cron!r}, {config.schedule.timezone}; Ctrl-C ends this", err=True
        )
        nightly.serve(
            name=DEPLOYMENT,
            schedule=Cron(config.schedule.cron, timezone=config.schedule.timezone),
            parameters={"config_path": str(config_path.resolve())},
            # A night that is still running makes the next one pointless, not late.
            global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            entrypoint_type=EntrypointType.MODULE_PATH,
            print_starting_message=False,
        )
    return 0


if __name__ == "__main__":
    main(command)
