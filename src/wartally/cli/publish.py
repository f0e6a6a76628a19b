"""build and serve: the database and the site."""

from __future__ import annotations

from pathlib import Path

import click

from wartally.cli.common import package_of, remote_option, today
from wartally.cli.progress import showing_progress
from wartally.cli.stopping import stopped_by_signals
from wartally.errors import BadArgument
from wartally.package import Package


@click.command()
@click.argument("package", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Default: build/wartally.db, or the folder build/parquet.",
)
@click.option(
    "--format",
    "form",
    default="sqlite",
    show_default=True,
    type=click.Choice(["sqlite", "parquet"]),
    help="parquet: a folder of partitioned files, for packages too large for SQLite.",
)
@click.option(
    "--partition-by",
    "by",
    multiple=True,
    metavar="TABLE=COLUMN,...",
    help="With parquet, the columns whose values part a table; may be given again.",
)
@remote_option
@click.pass_context
def build(
    context: click.Context, package: str | None, output: Path | None, form: str, by: tuple[str, ...]
) -> None:
    """Validate PACKAGE and write it as an SQLite database: keys, checks, views, search. All or nothing."""
    opened = package_of(context, package)
    if form == "parquet":
        _build_parquet(opened, output or opened.folder / "build" / "parquet", by)
        return
    if by:
        raise BadArgument("--partition-by goes with --format parquet")
    from wartally.sqlite.build import build as build_database

    target = output or opened.folder / "build" / "wartally.db"
    with showing_progress():
        report = stopped_by_signals(lambda: build_database(opened, target, today()))
    rows = sum(count for _, count in report.tables)
    click.echo(f"{target}: {len(report.tables)} tables, {rows} rows, {target.stat().st_size / 1e6:.1f} MB")


def _build_parquet(package: Package, target: Path, by: tuple[str, ...]) -> None:
    from wartally.export.partitioned import build as build_files

    named = dict(one.partition("=")[::2] for one in by)
    if not all(named.values()):
        raise BadArgument("--partition-by needs TABLE=COLUMN, such as losses=category_id")
    columns = {table: said.split(",") for table, said in named.items()}
    with showing_progress():
        report = stopped_by_signals(lambda: build_files(package, target, today(), columns))
    rows = sum(count for _, count in report.tables)
    size = sum(file.stat().st_size for file in target.rglob("*.parquet"))
    click.echo(f"{target}: {len(report.tables)} tables, {rows} rows, {size / 1e6:.1f} MB")


@click.command()
@click.option(
    "--port",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    envvar="WARTALLY_PORT",
    show_envvar=True,
)
@click.option("--host", default="127.0.0.1", show_default=True, envvar="WARTALLY_HOST", show_envvar=True)
@click.option(
    "--public-url",
    default="",
    envvar="WARTALLY_PUBLIC_URL",
    show_envvar=True,
    help="Where readers find the site, if it stands behind a proxy.",
)
@click.option("--no-exports", is_flag=True, help="Do not build the files of other formats.")
@click.option("--prepare", is_flag=True, help="Build all that the site needs, and stop.")
@click.pass_context
def serve(
    context: click.Context, port: int, host: str, public_url: str, no_exports: bool, prepare: bool
) -> None:
    """Build database and exports if they are stale, then serve them with Datasette, read-only."""
    from wartally.site import check_libraries

    check_libraries()
    from wartally.site import server

    package, wanted = package_of(context), not no_exports
    if prepare:
        server.draw(package, server.prepare(package, today(), exports=wanted), public_url)
    else:
        server.serve(package, host, port, today(), public_url=public_url, exports=wanted)


COMMANDS = (build, serve)
