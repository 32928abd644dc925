"""`niggle notify`: send what waits, or a test."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import config_option
from niggle.config import Config, load_config
from niggle.errors import UsageError


@click.command("notify")
@click.option("--test", "is_test", is_flag=True, help="Send a test message to everyone instead, and say what worked.")
@config_option
def command(is_test: bool, config_path: Path) -> int:
    """Send the messages that have waited for quiet hours to end, or that could not be sent before."""
    config = load_config(config_path)
    if not config.notify.to:
        raise UsageError("nobody is to be told anything yet; name somebody in [[notify.to]] (see docs/notify.md)")
    return _test(config) if is_test else _send(config)


def _test(config: Config) -> int:
    from niggle.steps.notify import send_tests

    results = send_tests(config)
    for label, problem in results:
        click.echo(f"✓ {label}" if problem is None else f"✗ {label}: {problem}")
    return EXIT_NEEDS_PERSON if any(problem is not None for _, problem in results) else 0


def _send(config: Config) -> int:
    from niggle.steps.notify import send_due

    sent = send_due(config, now=datetime.now(UTC), insists=True)
    for problem in sent.problems:
        click.echo(f"problem: {problem}", err=True)
    if sent.messages or sent.waiting or sys.stderr.isatty():  # cron mails every word, so without news there is none
        waiting = f", {sent.waiting} waiting for the end of quiet hours" if sent.waiting else ""
        click.echo(f"{sent.messages} {'message' if sent.messages == 1 else 'messages'} sent{waiting}", err=True)
    return EXIT_NEEDS_PERSON if sent.problems else 0
