"""The command line (contract 1): data on stdout, everything else on stderr, one line for every expected failure.

Exit codes: 0 all well; 1 internal error; 2 wrong usage or configuration; 3 finished, but something needs a person.
"""

import os
import sys
from importlib import import_module

import click

from niggle.errors import DamagedError, DiaryError, DiskError, NiggleError, StoreBusyError, StoreError, UsageError

EXIT_INTERNAL, EXIT_USAGE, EXIT_NEEDS_PERSON = 1, 2, 3

# Each command's module is imported only when that command is called, so that the quick ones stay quick.
_COMMANDS = {
    "sync": "niggle.cli.sync",
    "import": "niggle.cli.import_",
    "pain": "niggle.cli.pain",
    "flags": "niggle.cli.flags",
    "explain": "niggle.cli.explain",
    "report": "niggle.cli.report",
    "serve": "niggle.cli.serve",
    "access": "niggle.cli.access",
    "notify": "niggle.cli.notify",
    "forget": "niggle.cli.forget",
    "share": "niggle.cli.share",
    "login": "niggle.cli.login",
    "logout": "niggle.cli.logout",
    "study": "niggle.cli.study",
    "panel": "niggle.cli.panel",
    "sql": "niggle.cli.sql",
    "check": "niggle.cli.check",
    "rebuild": "niggle.cli.rebuild",
    "backup": "niggle.cli.backup",
    "restore": "niggle.cli.restore",
    "export": "niggle.cli.export",
    "doctor": "niggle.cli.doctor",
}


class _LazyGroup(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[name]).command
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="niggle")
def niggle() -> None:
    """Is it okay to run through this? A reasoned answer for every run, from what the watch saw and you felt."""


def main(command: click.Command = niggle) -> None:
    """Run a command and leave with its exit code; no traceback reaches a user (unless NIGGLE_DEBUG is set)."""
    try:
        code = command.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        code = _say(_in_one_line(error), EXIT_USAGE)
    except (UsageError, DiaryError) as error:
        code = _say(str(error), EXIT_USAGE)
    except (StoreBusyError, DiskError, DamagedError) as error:
        code = _say(str(error), EXIT_NEEDS_PERSON)
    except StoreError as error:
        code = _say(str(error), EXIT_USAGE)
    except NiggleError as error:
        code = _say(str(error), EXIT_NEEDS_PERSON)
    except (click.Abort, KeyboardInterrupt):
        code = _say("stopped; what was done is kept, and the same command goes on from there", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has seen enough
        code = 0
    except Exception as error:  # the one boundary where a programming error becomes a line
        if os.environ.get("NIGGLE_DEBUG"):
            raise
        code = _say(f"internal error ({type(error).__name__}); set NIGGLE_DEBUG=1 to see where", EXIT_INTERNAL)
    sys.exit(code or 0)


def _in_one_line(error: click.ClickException) -> str:
    command = getattr(getattr(error, "ctx", None), "command_path", "niggle")
    return f"{' '.join(error.format_message().split())} (see `{command} --help`)"


def _say(line: str, code: int) -> int:
    click.echo(f"niggle: {line}", err=True)
    return code
