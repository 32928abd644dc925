"""Groups whose commands are imported when they are called, so that each costs only what it needs itself."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click

from niggle.vocabulary.spelling import did_you_mean


class LazyGroup(click.Group):
    """A group of commands, each given by where it is ("module:object") and the line that the group's help has of it."""

    def __init__(self, *arguments: Any, places: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._places = places

    def list_commands(self, context: click.Context) -> list[str]:
        """The names, in the order in which they were given."""
        return list(self._places)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if name not in self._places:
            return None
        module, _, attribute = self._places[name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named and what follows it.

        Raises:
            UsageError: if there is none of that name, with the one that was probably meant.
        """
        if args[0] not in self._places and not args[0].startswith("-"):
            raise click.UsageError(f"No such command {args[0]!r}{did_you_mean(args[0], self._places)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their lines, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self._places.items()])


def lazy_group(
    name: str | None = None, *, places: Mapping[str, tuple[str, str]], **options: Any
) -> Callable[[Callable[..., Any]], LazyGroup]:
    """Make a function a group of these commands."""
    return click.group(name, cls=LazyGroup, places=places, **options)
