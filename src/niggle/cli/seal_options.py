"""How a backup is sealed and opened: a passphrase, or keys of age."""

import sys

import click

from niggle.keeping.sealing import Seal

passphrase_option = click.option(
    "--passphrase", "is_asked", is_flag=True, help="Seal it with a passphrase, which is asked for, or read from stdin."
)
_SHORTEST = 10


def seal_of(is_asked: bool, keys: tuple[str, ...], *, is_new: bool) -> Seal:
    """What was asked for; a new passphrase is typed twice.

    Raises:
        UsageError: for both, and for a new passphrase that is too short to be one.
    """
    if is_asked and keys:
        raise click.UsageError("either a passphrase or keys")
    if not is_asked:
        return Seal(keys=keys)
    if sys.stdin.isatty():
        passphrase: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=is_new, err=True)
    else:
        passphrase = sys.stdin.readline().rstrip("\r\n")
    if len(passphrase) < _SHORTEST and is_new:
        raise click.UsageError(f"the passphrase needs at least {_SHORTEST} characters (a few words do well)")
    return Seal(passphrase=passphrase)
