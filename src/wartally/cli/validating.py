"""validate: what is wrong with a package, told to people, programs and services."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import wartally
from wartally.cli.common import DAY, as_json, package_of, remote_option, today
from wartally.cli.progress import showing_progress
from wartally.cli.stopping import stopped_by_signals
from wartally.errors import BadArgument
from wartally.validation import render

if TYPE_CHECKING:
    from wartally.package import Package
    from wartally.validation.findings import Report

__all__ = ["COMMANDS", "validate"]

# Formats for programs are UTF-8 wherever they go; the rest is written as the terminal can show it.
_FOR_PROGRAMS = ("json", "sarif", "html")
# Formats whose readers mark the cell in its line.
_MARKING = ("sarif", "github")


@click.command()
@click.argument("package", required=False)
@click.option("--engine", default="duckdb", show_default=True, help="duckdb, spark, pandera or frictionless.")
@click.option("--master", help="Where Spark runs: local[2], spark://HOST:PORT, yarn; default: local[*].")
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(list(render.RENDERINGS)),
    help="How findings are told.",
)
@as_json
@remote_option
@click.option(
    "--examples",
    default=render.EXAMPLES,
    show_default=True,
    type=click.IntRange(min=0),
    help="How many findings of each kind text, github and html show; json and sarif have all.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the findings to this file, and only the counts to standard output.",
)
@click.option(
    "--progress/--no-progress",
    "progress",
    default=None,
    help="Say on standard error what is being done; default: if that is a terminal.",
)
@click.option("--today", "clock", type=DAY, help="Judge dates as on this day; default: the current day, UTC.")
@click.pass_context
def validate(
    context: click.Context,
    package: str | None,
    engine: str,
    master: str | None,
    form: str,
    as_json: bool,
    examples: int,
    output: Path | None,
    progress: bool | None,
    clock: datetime | None,
) -> None:
    """List every finding about PACKAGE (folder, descriptor, zip, address): place, rule, value, meaning."""
    from wartally.validation import engines

    if as_json and form not in ("text", "json"):
        raise BadArgument(f"--json and --format {form} ask for two formats; give one of them")
    form = "json" if as_json else form
    day = clock.date() if clock else today()

    def work() -> tuple[Report, str]:
        opened = package_of(context, package)
        report = engines.validate(opened, engine=engine, today=day, master=master)
        return report, render.render(report, form, _telling(opened, report, form, examples))

    with showing_progress(progress):
        report, told = stopped_by_signals(work)
    if output:
        _write(output, told)
        click.echo(_shown(render.summary(report)))
    elif form in _FOR_PROGRAMS:
        click.echo(_encoded(told))
    else:
        click.echo(_shown(told))
    context.exit(0 if report.valid else 1)


def _telling(package: Package, report: Report, form: str, examples: int) -> render.Telling:
    """What the renderings are told of the package beside its report."""
    from wartally.validation.positions import cell_places

    cells = cell_places(package.tables, report.findings) if form in _MARKING else {}
    helps = render.helps_of(package.rules)
    return render.Telling(examples, _folder(package.root), wartally.__version__, helps, cells)


def _folder(root: Path) -> str:
    """Where the package lies below the current folder, "" if not below it, or the same."""
    relative = Path(os.path.relpath(root.resolve(), Path.cwd().resolve())).as_posix()
    return "" if relative == "." or relative.startswith("..") else f"{relative}/"


def _encoded(told: str) -> bytes:
    """UTF-8; half a character, which a broken file name may hold, is written as JSON escapes it."""
    return told.encode("utf-8", "backslashreplace")


def _shown(told: str) -> str:
    """The text with what the terminal's encoding lacks written out."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return told.encode(encoding, "backslashreplace").decode(encoding)


def _write(output: Path, told: str) -> None:
    from wartally.atomic import write_bytes

    write_bytes(output, _encoded(told + "\n"))


COMMANDS = (validate,)
