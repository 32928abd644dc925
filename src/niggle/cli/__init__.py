"""The command line (contract 1): data on stdout, everything else on stderr, one line for every expected failure.

Exit codes: 0 all well; 1 internal error; 2 wrong usage or configuration; 3 finished, but something needs a person.
"""

import gc
import os
import sys

import click

from niggle.cli.lazy import lazy_group
from niggle.errors import (
    ConfigFaultsError,
    DamagedError,
    DiaryError,
    DiskError,
    NiggleError,
    StoreBusyError,
    StoreError,
    UsageError,
)

EXIT_INTERNAL, EXIT_USAGE, EXIT_NEEDS_PERSON = 1, 2, 3
# Objects made before Python looks for garbage in circles, of which little is made here; looking at all modules that are
# being loaded, every 700 objects, takes a tenth of most commands.
_GARBAGE = 100_000

_COMMANDS = {
    "init": ("niggle.cli.init:command", "Write a configuration, by asking who runs and where runs are."),
    "sync": ("niggle.cli.sync:command", "Run the night: new runs, their statuses, pages, messages."),
    "import": ("niggle.cli.import_:command", "Bring in FIT, GPX and TCX files, folders, archives, bulk exports."),
    "pain": ("niggle.cli.pain:command", "Say what hurt: reports on runs, the week's check-in, diaries."),
    "flags": ("niggle.cli.flags:command", "Show the status of each run."),
    "explain": ("niggle.cli.explain:command", "Show every criterion of one run with its numbers."),
    "report": ("niggle.cli.report:command", "Write the pages of runs, runners and squads as files."),
    "serve": ("niggle.cli.serve:command", "Serve the pages, to this machine or to all who may log in."),
    "access": ("niggle.cli.access:command", "Say who may look: accounts, athletes' own links, tokens."),
    "notify": ("niggle.cli.notify:command", "Send the messages that wait, or a test."),
    "forget": ("niggle.cli.forget:command", "Take a run or an athlete away for good."),
    "share": ("niggle.cli.share:command", "Put what a coach may see, signed, where the coach gets it."),
    "login": ("niggle.cli.login:command", "Give a source access, by a key or a login."),
    "logout": ("niggle.cli.logout:command", "Forget a source's credentials."),
    "study": ("niggle.cli.study:command", "Learn from real runners, by tables that name nobody."),
    "panel": ("niggle.cli.panel:command", "Ask people who work with runners about made-up runs."),
    "sql": ("niggle.cli.sql:command", "Ask all athletes' data one question in SQL."),
    "check": ("niggle.cli.check:command", "Look whether everything that is kept is whole."),
    "rebuild": ("niggle.cli.rebuild:command", "Make all results again from the raw files."),
    "backup": ("niggle.cli.backup:command", "Put all that cannot be made again into one file."),
    "restore": ("niggle.cli.restore:command", "Make a store from a backup, or only verify one."),
    "export": ("niggle.cli.export:command", "Give a person all that is known of them."),
    "doctor": ("niggle.cli.doctor:command", "Check configuration, sources, sensors, messages, files."),
}


@lazy_group(places=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="niggle")
def niggle() -> None:
    """Is it okay to run through this? A reasoned answer for every run, from what the watch saw and you felt."""


def main(command: click.Command = niggle) -> None:
    """Run a command and leave with its exit code; no traceback reaches a user (unless NIGGLE_DEBUG is set)."""
    gc.set_threshold(_GARBAGE)
    try:
        code = command.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        code = _say(_in_one_line(error), EXIT_USAGE)
    except ConfigFaultsError as error:
        code = max(_say(str(fault), EXIT_USAGE) for fault in error.faults)
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
