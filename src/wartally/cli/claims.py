"""claims check: does a statement about the claimed losses hold?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from wartally.cli.common import DAY, as_json, package_of, print_json, today
from wartally.errors import BadArgument
from wartally.package import Package
from wartally.press.judge import judge
from wartally.press.model import Check, Claim
from wartally.press.sentence import Sentence, read_sentence
from wartally.press.sheet import read_claims
from wartally.press.totals import INPUTS, Totals


@click.group()
def claims() -> None:
    """Statements about the claimed losses, set beside the series."""


@claims.command()
@click.argument("file", required=False, type=click.Path(allow_dash=True, dir_okay=False))
@click.option("--text", help="Judge a sentence instead of a file.")
@click.option("--published", type=DAY, help="The day of the sentence; default: the current day, UTC.")
@as_json
@click.pass_context
def check(
    context: click.Context, file: str | None, text: str | None, published: datetime | None, as_json: bool
) -> None:
    """Judge the statements in FILE, a CSV file (- reads standard input), or in a sentence.

    Exit status 1 if a figure differs.
    """
    if (file is None) == (text is None):
        raise BadArgument("name either a CSV file of statements or a --text, not both")
    package = package_of(context)
    names = {row["category_id"]: row["name_en"] for row in package.rows("categories")}
    said = None
    if text is not None:
        said = read_sentence(text, published.date() if published else today(), names)
    found = said.claims if said is not None else read_file(str(file), names)
    totals = totals_of(package)
    checks = [judge(claim, totals) for claim in found]
    if as_json:
        print_json(document(found, checks, said))
    else:
        click.echo(report(checks, said))
    unread = said is not None and not checks
    context.exit(2 if unread else int(any(c.figure_verdict == "differs" for c in checks)))


def totals_of(package: Package) -> Totals:
    """The series that statements are judged by, from a package's tables."""
    return Totals({name: package.rows(name) for name in INPUTS})


def read_file(file: str, categories: Collection[str]) -> Sequence[Claim]:
    """The statements of a CSV file, "-" for standard input; raises BadArgument if it cannot be read."""
    where = "standard input" if file == "-" else file
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise BadArgument(f"{where}: cannot be read ({error.strerror})") from error
    return read_claims(content, where, categories)


def document(found: Sequence[Claim], checks: Sequence[Check], said: Sentence | None) -> dict[str, Any]:
    """The checks as one JSON document; for a sentence with what was understood of it."""
    rows = [
        {**asdict(claim), **asdict(result), "cause": result.cause or None}
        for claim, result in zip(found, checks, strict=True)
    ]
    more = {"understood": said.understood, "not_understood": said.not_understood} if said else {}
    return {"claims": rows, **more}


def report(checks: Sequence[Check], said: Sentence | None) -> str:
    """The checks as lines for a terminal, with what was understood of a sentence first."""
    lines = [f"understood      {line}" for line in said.understood] if said else []
    lines += [f"not understood  {line}" for line in said.not_understood] if said else []
    if said and not checks:
        lines.append("no statement about losses was understood; a figure, its category and a period make one")
    if lines:
        lines.append("")
    for result in checks:
        wording = "" if result.wording_verdict == "faithful" else f", {result.wording_verdict}"
        lines += [f"{result.claim_id}  {result.figure_verdict}{wording}", f"    {result.explanation}"]
    counts = Counter(result.figure_verdict for result in checks)
    tally = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("matches", "differs", "ambiguous"))
    noun = "statement" if len(checks) == 1 else "statements"
    return "\n".join([*lines, f"{len(checks)} {noun}: {tally}"])


COMMANDS = (claims,)
