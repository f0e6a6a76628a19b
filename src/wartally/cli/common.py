"""What several commands share: the package, the clock, and output."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import click

from wartally.atomic import alone, finish_writes
from wartally.package import Package, open_package
from wartally.scratch import clear_scratch

__all__ = ["DAY", "as_json", "is_remote", "package_of", "print_json", "remote_option", "today"]

DAY = click.DateTime(formats=["%Y-%m-%d"])

_REMOTE = "wartally.remote"


def _allow(context: click.Context, option: click.Parameter, value: bool) -> None:
    del option
    if value:
        context.meta[_REMOTE] = True


def is_remote(context: click.Context) -> bool:
    """True if addresses may be fetched."""
    return bool(context.meta.get(_REMOTE))


remote_option = click.option(
    "--remote",
    is_flag=True,
    expose_value=False,
    callback=_allow,
    help="Fetch what the package keeps at addresses, or the package itself (http and https only).",
)

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


def package_of(context: click.Context, path: str | None = None, *, writing: bool = False) -> Package:
    """The package named on the command line, or the nearest one.

    If a command was killed while it wrote several files, they are all put in place first, or none,
    and what it left elsewhere is cleared away.
    While a command is `writing`, others that write wait until it has ended.
    """
    package = open_package(path or context.obj, remote=is_remote(context))
    if writing:
        context.with_resource(alone(package.root))
    finish_writes(package.root)
    clear_scratch()
    return package


def today() -> date:
    """The current date in UTC; commands hand it on, so that nothing below them reads a clock."""
    return datetime.now(tz=UTC).date()


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
