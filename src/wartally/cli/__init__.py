"""The command line: thin commands, one place where errors become messages and exit statuses."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import click

import wartally
from wartally.cli.common import remote_option
from wartally.errors import WartallyError
from wartally.validation.running import Stopped

__all__ = ["cli", "main"]

# Which module has which command. It is imported when the command is asked for: importing all of them takes
# longer than validating a small package.
_MODULES: Mapping[str, tuple[str, ...]] = {
    "validating": ("validate",),
    "checks": ("fmt", "sync", "derive"),
    "publish": ("build", "serve"),
    "export": ("export",),
    "use": ("tally", "codebook"),
    "feeds": ("import",),
    "audit": ("audit",),
    "claims": ("claims",),
    "report": ("report",),
    "starting": ("init", "profile"),
    "versions": ("diff", "apply", "release", "verify"),
}
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Their names, in order."""
        return sorted(name for names in _MODULES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, None if there is none."""
        for module, names in _MODULES.items():
            if cmd_name in names:
                found: Sequence[click.Command] = import_module(f"wartally.cli.{module}").COMMANDS
                return found[names.index(cmd_name)]
        return None


@click.group(cls=Commands, context_settings=CONTEXT)
@click.version_option(wartally.__version__, prog_name="wartally")
@click.option("--package", "package", metavar="DIR", help="The package to act on; default: the nearest one.")
@remote_option
@click.pass_context
def cli(context: click.Context, package: str | None) -> None:
    """Claimed, confirmed and estimated losses in the Russo-Ukrainian war, as a checked data package."""
    context.obj = package


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 1 findings or a failed check, 2 could not run."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status. Errors are told on standard error, never as a traceback."""
    try:
        status = cli.main(args=arguments, prog_name="wartally", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return _tell("stopped", 130)
    except (WartallyError, Stopped) as error:
        return _tell(str(error), error.exit_status)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if os.environ.get("WARTALLY_DEBUG"):
            raise
        where = f"{error.filename}: " if error.filename else ""
        return _tell(f"{where}{error.strerror or error}", 2)
    except Exception as error:
        if os.environ.get("WARTALLY_DEBUG"):
            raise
        said = f"{type(error).__name__}: {error}"
        return _tell(
            f"a fault in wartally itself ({said}); WARTALLY_DEBUG=1 shows where, please report it", 2
        )
    return status if isinstance(status, int) else 0


def _tell(message: str, status: int) -> int:
    click.echo(f"wartally: {message}", err=True)
    return status
