"""diff, apply, release, verify: what changed, making a version that can be cited, checking every byte."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from wartally.cli.common import DAY, as_json, is_remote, package_of, print_json, remote_option, today


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
@remote_option
@click.pass_context
def diff(context: click.Context, old: str, new: str, form: str, as_json: bool) -> None:
    """Tell what changed from OLD to NEW: each a folder, a zip file or a git revision."""
    from wartally.versions import compare, document, read, tell

    repository = Path(context.obj) if context.obj else Path.cwd()
    before, after = (read.read_version(place, repository, is_remote(context)) for place in (old, new))
    found = compare.compare(before, after, read.code_columns(after))
    if as_json or form == "json":
        print_json(document.to_document(found))
    else:
        click.echo((tell.markdown if form == "markdown" else tell.text)(found))


@click.command()
@click.argument("version")
@click.option("--since", help="The release before: a folder, zip file or git revision; default: its tag.")
@click.option("--summary", help="What the version brings, in a sentence; default: the numbers.")
@click.option("--summary-uk", help="The same in Ukrainian.")
@click.option("--date", "day", type=DAY, help="Day of the release; default: the current day, UTC.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--no-tag", is_flag=True, help="Write the files, but leave committing and tagging to you.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder for zip and SHA256SUMS; default: build/releases/NAME-VERSION in the package's folder.",
)
@click.option("--sign", "key", type=click.Path(path_type=Path), help="An SSH key to sign SHA256SUMS with.")
@as_json
@click.pass_context
def release(
    context: click.Context,
    version: str,
    since: str | None,
    summary: str | None,
    summary_uk: str | None,
    day: datetime | None,
    dry_run: bool,
    no_tag: bool,
    output: Path | None,
    key: Path | None,
    as_json: bool,
) -> None:
    """Release the package as VERSION: record what changed, changelog, zip with hashes, commit and tag."""
    from wartally.versions import carrying
    from wartally.versions import release as releasing

    if (summary is None) != (summary_uk is None):
        raise click.UsageError("give --summary and --summary-uk, or neither")
    package = package_of(context, writing=not dry_run)
    said = (summary, summary_uk) if summary and summary_uk else None
    plan = releasing.plan_release(package, version, day.date() if day else today(), since, said)
    if as_json:
        print_json(releasing.as_document(plan))
    else:
        click.echo(releasing.told(plan))
    if dry_run:
        return
    place = output or carrying.folder_of(package, version)
    for file in carrying.carry_out(package, plan, place, not no_tag, key):
        click.echo(f"{file}: written", err=True)
    click.echo(f"{place}: zip and SHA256SUMS", err=True)


@click.command()
@click.argument("place", metavar="PATH_OR_URL")
@click.option("--against", help="The package it must be of: a folder, a zip file or a git revision.")
@click.option(
    "--signers",
    type=click.Path(path_type=Path),
    help="A file of allowed signers (see ssh-keygen), one of whom must have signed SHA256SUMS.",
)
@click.option(
    "--patience",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds to wait for the next bytes of an address; ten times as long for a whole file.",
)
@as_json
@click.pass_context
def verify(
    context: click.Context,
    place: str,
    against: str | None,
    signers: Path | None,
    patience: float,
    as_json: bool,
) -> None:
    """Check every byte of a package, a release, exports or a running site against what it says of itself."""
    from dataclasses import replace

    from wartally.verify import verify as look
    from wartally.verify.model import render
    from wartally.verify.site import PATIENCE

    limits = replace(PATIENCE, silence_seconds=patience, total_seconds=10 * patience)
    repository = Path(context.obj) if context.obj else Path.cwd()
    verdict = look(place, against, signers, limits, repository)
    if as_json:
        print_json(verdict.as_json())
    else:
        click.echo(render(verdict))
    context.exit(0 if verdict.valid else 1)


@click.command("apply")
@click.argument("difference", metavar="DIFF.json", type=click.Path(path_type=Path))
@click.argument("package", required=False)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.pass_context
def apply_difference(context: click.Context, difference: Path, package: str | None, dry_run: bool) -> None:
    """Apply what `diff --json` told to PACKAGE; refused, naming the place, where it does not fit."""
    from wartally.versions import patching, tell

    opened = package_of(context, package, writing=not dry_run)
    patch = patching.plan_patch(opened, patching.read_difference(difference))
    click.echo(tell.summary_line(patch.difference))
    files = sorted({*patch.files, *patch.gone}) if dry_run else patching.carry_out(opened, patch)
    for file in files:
        what = "taken away" if file in patch.gone else "written"
        click.echo(f"{file}: {'would be ' if dry_run else ''}{what}", err=True)


COMMANDS = (diff, apply_difference, release, verify)
