"""fmt, sync, derive: is the package in its canonical form?"""

from __future__ import annotations

from collections.abc import Sequence

import click

from wartally import store
from wartally.cli.common import package_of
from wartally.store import Outcome

check_option = click.option("--check", is_flag=True, help="Change nothing; exit 1 if something would change.")


@click.command()
@check_option
@click.pass_context
def fmt(context: click.Context, check: bool) -> None:
    """Bring data/*.csv to canonical bytes: UTF-8, LF, columns in schema order, rows sorted by key."""
    _tell(context, store.format_tables(package_of(context, writing=not check), check), check)


@click.command()
@check_option
@click.pass_context
def sync(context: click.Context, check: bool) -> None:
    """Compile datapackage.json (schemas inline, bytes, sha256, row counts), CITATION.cff, ATTRIBUTION.md."""
    _tell(context, store.sync_all(package_of(context, writing=not check), check), check)


@click.command()
@check_option
@click.pass_context
def derive(context: click.Context, check: bool) -> None:
    """Derive losses from readings, adjudications and corrections."""
    _tell(context, store.derive(package_of(context, writing=not check), check), check)


def _tell(context: click.Context, outcomes: Sequence[Outcome], check: bool) -> None:
    changed = [o.file for o in outcomes if o.changed]
    for file in changed:
        click.echo(f"{file}: {'would change' if check else 'written'}")
    if not changed:
        click.echo("nothing to change")
    context.exit(1 if check and changed else 0)


COMMANDS = (fmt, sync, derive)
