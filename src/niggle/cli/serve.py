"""`niggle serve`: the pages, the pain form and the downloads over HTTP."""

from pathlib import Path

import click

from niggle.cli.options import config_option
from niggle.config import load_config


@click.command("serve")
@click.option(
    "--host", metavar="HOST", help="Where to listen [default: [web] host, else 127.0.0.1: this machine alone]"
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The port; 0 takes a free one [default: [web] port, else 8712]"
)
@config_option
def command(host: str | None, port: int | None, config_path: Path) -> None:
    """Serve the pages: on this machine without a login; with --host or public_url everybody has to log in."""
    config = load_config(config_path)
    chosen = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    config = config.model_copy(update={"web": config.web.model_copy(update=chosen)})
    from niggle.web.serving import serve  # the server and what it draws with; `--help` needs none of it

    serve(config, lambda line: click.echo(line, err=True), path=config_path)
