"""tally and codebook: the package's own figures and definitions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from wartally.cli.common import DAY, as_json, package_of, print_json
from wartally.tallying import DEFAULT_SERIES, Tally

_SIDES = {"RU": "Russian forces", "UA": "Ukrainian forces"}


@click.command()
@click.argument("category")
@click.option("--since", required=True, type=DAY, help="The report the window begins after.")
@click.option("--until", required=True, type=DAY, help="The last report of the window.")
@click.option(
    "--series", help=f"Whose claims, about whom; default: {DEFAULT_SERIES}, or the package's first series."
)
@as_json
@click.pass_context
def tally(
    context: click.Context, category: str, since: datetime, until: datetime, series: str | None, as_json: bool
) -> None:
    """Redo a tally: the change of CATEGORY's running total over the reports in (since, until]."""
    from wartally.api import tally as compute_tally

    result = compute_tally(category, since.date(), until.date(), series, package_of(context))
    if as_json:
        print_json(result.as_json())
    else:
        click.echo(tally_text(result))


def tally_text(result: Tally) -> str:
    """A tally as text for a terminal: the figure, whose it is, what it covers, caveats, sources, SQL."""
    figure = (
        f"{result.value:,}" if result.value is not None else f"{result.value_low:,} to {result.value_high:,}"
    )
    reports = f"{result.reports} {'report' if result.reports == 1 else 'reports'}"
    about = _SIDES.get(result.about, f"side {result.about}")
    lines = [
        f"{figure} {result.unit}: {result.category_name}, claimed lost by {about}, "
        f"by the {result.claimed_by_name}",
        f"{reports} after {result.since} up to {result.until}; running total "
        f"{_number(result.cumulative_since)} to {_number(result.cumulative_until)}"
        + (", called approximate" if result.approximate else ""),
    ]
    lines += [f"  caveat  {c.report_date}  {c.kind}: {c.text}" for c in result.caveats]
    for source in result.sources:
        lines.append(
            f"  report  {source.report_date}  {', '.join(source.transcriptions)}  {source.url or ''}".rstrip()
        )
    return "\n".join([*lines, "", result.sql])


def _number(value: int | None) -> str:
    return "(disputed)" if value is None else f"{value:,}"


@click.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output."
)
@click.option("--lang", default="en", show_default=True, type=click.Choice(["en", "uk"]))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the output file is not current.")
@click.pass_context
def codebook(context: click.Context, output: Path | None, lang: str, check: bool) -> None:
    """Write the codebook as Markdown: every table, column and code, compiled from the schemas."""
    from wartally.atomic import write_bytes
    from wartally.describing import render_codebook

    package = package_of(context)
    text = render_codebook(package.schemas, package.rules, lang)
    if output is None:
        click.echo(text, nl=False)
    elif check:
        stale = not output.is_file() or output.read_text(encoding="utf-8") != text
        click.echo(f"{output}: {'is not current' if stale else 'is current'}")
        context.exit(1 if stale else 0)
    else:
        write_bytes(output, text.encode("utf-8"))


COMMANDS = (tally, codebook)
