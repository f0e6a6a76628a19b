"""export: the package in the formats that people and programs open."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from wartally.cli.common import as_json, package_of, print_json, remote_option, today
from wartally.export import FORMATS, MANIFEST
from wartally.export.formats import ALL

# Whoever waits longer than this is told what is going on.
_PATIENCE = 1.0


class Progress:
    """Steps told on standard error once a second has passed: on a terminal each, elsewhere each format."""

    def __init__(self, lines: bool) -> None:
        self.started = time.monotonic()
        self.lines = lines
        self.last = ""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Say that `done` of so many steps are done."""
        if time.monotonic() - self.started < _PATIENCE:
            return
        if self.lines:
            if what != self.last:
                click.echo(what, err=True)
            self.last = what
            return
        said = what if of == 1 else f"{what} {done + 1}/{of}"
        click.echo("\r" + said.ljust(len(self.last)), nl=False, err=True)
        self.last = said

    def end(self) -> None:
        """Clear the line of a terminal."""
        if self.last and not self.lines:
            click.echo("\r" + " " * len(self.last) + "\r", nl=False, err=True)


@click.command(
    epilog="Formats: " + "; ".join(f"{entry.name}, {entry.summary}" for entry in FORMATS.values()) + "."
)
@click.argument("formats", metavar="FORMAT...", nargs=-1, required=True, type=click.Choice([*FORMATS, ALL]))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write to; default: build/exports in the package's folder.",
)
@click.option("--progress", is_flag=True, help="Tell the steps on standard error, also if it is no terminal.")
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="The site's address, for catalogue records; default: the package's home page.",
)
@as_json
@remote_option
@click.pass_context
def export(
    context: click.Context,
    formats: tuple[str, ...],
    output: Path | None,
    progress: bool,
    base_url: str,
    as_json: bool,
) -> None:
    """Validate the package and write it in one or more formats, or in all: every file, or none.

    `all` also writes manifest.json, which lists the files with their sizes, sha256 and titles.
    """
    from wartally.export import export as export_package

    package = package_of(context)
    # The data installed with the wheel is for reading: what is made of it goes to the current folder.
    found = context.obj or Path.cwd().is_relative_to(package.root)
    folder = output or (package.folder if found else Path.cwd()) / "build" / "exports"
    tell = Progress(not sys.stderr.isatty()) if progress or sys.stderr.isatty() else None
    try:
        manifest = export_package(package, formats, folder, today=today(), tell=tell, base_url=base_url)
    finally:
        if tell:
            tell.end()
    if as_json:
        print_json(manifest.as_json())
        return
    for name in dict.fromkeys(file.format for file in manifest.files):
        files = [file for file in manifest.files if file.format == name]
        where = folder / files[0].path if len(files) == 1 else folder / Path(files[0].path).parent
        many = "" if len(files) == 1 else f" {len(files)} files,"
        click.echo(f"{where}:{many} {sum(file.bytes for file in files) / 1e6:.1f} MB")
    for name, notes in manifest.notes.items():
        for note in notes:
            click.echo(f"{name}: {note}", err=True)
    if ALL in formats:
        click.echo(f"{folder / MANIFEST}: {len(manifest.files)} files listed")


COMMANDS = (export,)
