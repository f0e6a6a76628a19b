"""audit: compare somebody else's compilation with the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wartally.audit.mapping import MAPPINGS, layout_of
from wartally.cli.common import as_json, package_of, print_json
from wartally.errors import SourceError
from wartally.tallying import DEFAULT_SERIES

if TYPE_CHECKING:
    from wartally.audit.compare import Audit
    from wartally.package import Package


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping", required=True, type=click.Choice(list(MAPPINGS)), help="Whose columns the file has."
)
@as_json
@click.pass_context
def audit(context: click.Context, file: Path, mapping: str, as_json: bool) -> None:
    """Compare FILE (CSV or JSON) with the package: what differs, who is likely wrong, and why."""
    from wartally.audit.render import markdown

    package = package_of(context)
    found = audit_file(package, file, mapping)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(markdown(found, file.name, package.version))
    context.exit(1 if found.differences else 0)


def audit_file(package: Package, file: Path, mapping: str) -> Audit:
    """The audit of a file against the General Staff's totals; raises SourceError if it cannot be read."""
    from wartally.audit.compare import compare
    from wartally.audit.compilation import parse
    from wartally.audit.ledger import TABLES, ledger

    theirs = parse(_text(file), file.name, layout_of(mapping))
    return compare(theirs, ledger({name: package.rows(name) for name in TABLES}, DEFAULT_SERIES))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"{file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError(f"{file}, line {line}: is not UTF-8 text (byte {error.start})") from error


COMMANDS = (audit,)
