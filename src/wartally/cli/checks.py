"""validate, fmt, sync, derive: is the package right, and in its canonical form?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from wartally import store
from wartally.cli.common import DAY, as_json, package_of, today
from wartally.store import Outcome

check_option = click.option("--check", is_flag=True, help="Change nothing; exit 1 if something would change.")


@click.command()
@click.argument("package", required=False)
@click.option("--engine", default="duckdb", show_default=True, help="duckdb, pandera or frictionless.")
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json", "github", "html"]),
    help="How findings are told.",
)
@as_json
@click.option("--today", "clock", type=DAY, help="Judge dates as on this day; default: the current day, UTC.")
@click.pass_context
def validate(
    context: click.Context, package: str | None, engine: str, form: str, as_json: bool, clock: datetime | None
) -> None:
    """List every finding about PACKAGE (a folder or a datapackage.json): file, line, column, rule, value."""
    from wartally.validation import engines, render

    day = clock.date() if clock else today()
    report = engines.validate(package_of(context, package), engine=engine, today=day)
    click.echo(render.render(report, "json" if as_json else form))
    context.exit(0 if report.valid else 1)


@click.command()
@check_option
@click.pass_context
def fmt(context: click.Context, check: bool) -> None:
    """Bring data/*.csv to canonical bytes: UTF-8, LF, columns in schema order, rows sorted by key."""
    _tell(context, store.format_tables(package_of(context), check), check)


@click.command()
@check_option
@click.pass_context
def sync(context: click.Context, check: bool) -> None:
    """Compile datapackage.json (schemas inline, bytes, sha256, row counts), CITATION.cff, ATTRIBUTION.md."""
    package = package_of(context)
    outcomes = [store.sync(package, check), *store.sync_citation(package, check)]
    _tell(context, [*outcomes, *store.sync_attribution(package, check)], check)


@click.command()
@check_option
@click.pass_context
def derive(context: click.Context, check: bool) -> None:
    """Derive losses from readings, adjudications and corrections."""
    _tell(context, store.derive(package_of(context), check), check)


def _tell(context: click.Context, outcomes: Sequence[Outcome], check: bool) -> None:
    changed = [o.file for o in outcomes if o.changed]
    for file in changed:
        click.echo(f"{file}: {'would change' if check else 'written'}")
    if not changed:
        click.echo("nothing to change")
    context.exit(1 if check and changed else 0)


COMMANDS = (validate, fmt, sync, derive)
