"""diff: what changed between two versions of a package."""

from __future__ import annotations

from pathlib import Path

import click

from wartally.cli.common import print_json


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json", "markdown"]),
    help="text and markdown name the first rows, json has every cell and can be applied.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_context
def diff(context: click.Context, old: str, new: str, form: str, as_json: bool) -> None:
    """Tell what changed from OLD to NEW: each a folder, a zip file or a git revision."""
    from wartally.versions import compare, document, read, tell

    repository = Path(context.obj) if context.obj else Path.cwd()
    before, after = (read.read_version(place, repository) for place in (old, new))
    found = compare.compare(before, after, read.code_columns(after))
    if as_json or form == "json":
        print_json(document.to_document(found))
    else:
        click.echo((tell.markdown if form == "markdown" else tell.text)(found))


COMMANDS = (diff,)
