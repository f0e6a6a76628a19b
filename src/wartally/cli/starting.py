"""init and profile: a new package with the same tables, and what such a package must have."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from wartally.cli.common import DAY, package_of, today


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default="", help="The package's name; default: made of the folder's.")
@click.option("--title", default="", help="The package's title; default: the name, losses and events.")
@click.option("--sides", default="A,B", show_default=True, help="Codes of the two sides.")
@click.option(
    "--start",
    default="2001-01-01",
    show_default=True,
    type=DAY,
    help="First day that figures are counted from.",
)
def init(folder: Path, name: str, title: str, sides: str, start: datetime) -> None:
    """Start a package about another subject in DIR: the same tables and rules, and a made-up example.

    `validate`, `build`, `serve` and `tally` work in it at once; its README tells the next steps. Nothing is
    overwritten: a folder that holds other tables, schemas or a README of its own is refused.
    """
    from wartally.starting.create import start_package
    from wartally.starting.neutral import Subject

    started = start_package(folder, Subject.of(sides, start.date(), today()), name, title)
    if not started.written:
        click.echo(f"{folder}: the package is there already, just so; nothing was written")
        return
    click.echo(f"{folder}: {started.tables} tables, {started.rules} rules, {len(started.written)} files")
    click.echo("Every row is made up. README.md tells what to do next; begin with `wartally validate` there.")


@click.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output."
)
@click.option(
    "--check", metavar="PACKAGE", help="Say what keeps this package from conforming; write nothing."
)
@click.pass_context
def profile(context: click.Context, output: Path | None, check: str | None) -> None:
    """Write the profile of a loss-and-event data package as JSON Schema, or check a package against it."""
    from wartally.atomic import write_bytes
    from wartally.profile import conformance, render_profile
    from wartally.starting.create import published_profile

    schemas, chosen, document = published_profile()
    if check is not None:
        package = package_of(context, check)
        found = conformance(package.descriptor, package.schemas, schemas, chosen)
        for finding in found:
            where = ".".join(part for part in (finding.table, finding.column) if part)
            click.echo(f"{where}: {finding.message}" if where else finding.message)
        if not found:
            click.echo(f"{package.root}: conforms")
        context.exit(1 if found else 0)
    elif output is None:
        click.echo(render_profile(document), nl=False)
    else:
        write_bytes(output, render_profile(document).encode("utf-8"))


COMMANDS = (init, profile)
