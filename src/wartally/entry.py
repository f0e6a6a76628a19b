"""Adding a report: its text from wherever it is, and the writing of what it proposes, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit, urlunsplit

from wartally import store
from wartally.atomic import alone, replacing
from wartally.derive.losses import INPUTS as DERIVING
from wartally.errors import BadArgument, DataError, SourceError
from wartally.importers.directions import place_of
from wartally.package import Package
from wartally.report import parse
from wartally.report.ledger import INPUTS, Ledger, open_ledger
from wartally.report.page import is_page, page_text
from wartally.report.proposal import Proposal, propose
from wartally.report.rows import TABLES, added, curated
from wartally.tallying import DEFAULT_SERIES
from wartally.validation.findings import Finding, Report

__all__ = ["Added", "Considered", "Text", "add", "consider", "read_text", "refresh_database"]

Row = Mapping[str, Any]
# No report is as long as this; a longer file is another file.
MOST_BYTES = 1_000_000
MOST_BYTES_OF_A_PAGE = 8_000_000
_NEEDED = tuple(dict.fromkeys((*INPUTS, *TABLES, *DERIVING)))


@dataclass(frozen=True)
class Text:
    """A report's text, and the address it was fetched from if it was."""

    content: str
    address: str | None = None


@dataclass(frozen=True)
class Considered:
    """A proposal, the tables it was set beside, and the mark of their files."""

    proposal: Proposal
    tables: Mapping[str, Sequence[Row]]
    stamp: tuple[object, ...]


@dataclass(frozen=True)
class Added:
    """The files whose content changed; none if the package would not have been valid, for its `errors`."""

    written: tuple[str, ...]
    errors: tuple[Finding, ...] = ()


def read_text(place: str, stdin: BinaryIO) -> Text:
    """The text in the file `place`, at the address `place`, or on `stdin` for "-"; a page becomes its text.

    Raises SourceError if it cannot be had whole or is not text, BadArgument for an address of another kind.
    """
    from wartally.importers.fetch import LIMITS, fetch, is_address

    if place == "-":
        return Text(_shown(_decoded(stdin.read(MOST_BYTES + 1), "standard input")))
    if is_address(place):
        content = fetch(place, replace(LIMITS, size_bytes=MOST_BYTES_OF_A_PAGE))
        return Text(_shown(_decoded(content, place, MOST_BYTES_OF_A_PAGE)), place)
    try:
        with Path(place).open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{place}: cannot be read ({error.strerror})") from error
    return Text(_shown(_decoded(content, place)))


def _decoded(content: bytes, place: str, most: int = MOST_BYTES) -> str:
    if len(content) > most:
        raise SourceError(f"{place}: is larger than {most:,} bytes, so it is not a report's text")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(f"{place}: is not UTF-8 text (line {line}); save it as UTF-8") from error


def _shown(text: str) -> str:
    return page_text(text) if is_page(text) else text


def consider(
    package: Package, text: Text, today: date, day: date | None = None, url: str | None = None
) -> Considered:
    """The proposal that a text makes to a package, without writing anything.

    `day` goes before the text's own date; `url`, or the address the text was fetched from, is the
    report's page if the series has pages on that site. Raises DataError if the package cannot be read.
    """
    stamp = _stamp(package)
    tables = {name: package.rows(name) for name in _NEEDED}
    if not any(row["series_id"] == DEFAULT_SERIES for row in tables["series"]):
        raise BadArgument(f"the package has no series {DEFAULT_SERIES}, so no report can be added")
    start = curated()["transcription"]["increases_from"]
    ledger = open_ledger(tables, DEFAULT_SERIES, start)
    page = _page(ledger, url or text.address)
    if url and page is None:
        raise BadArgument(f"{url}: the series has no report's page on that site, so it cannot be kept")
    return Considered(propose(parse(text.content), ledger, today, day, page, place_of), tables, stamp)


def _stamp(package: Package) -> tuple[object, ...]:
    """What changes whenever another program writes to the tables."""
    found = []
    for table in package.tables.values():
        state = table.path.stat() if table.path.exists() else None
        found.append((table.name, state and state.st_mtime_ns, state and state.st_size))
    return tuple(found)


def _page(ledger: Ledger, address: str | None) -> str | None:
    """The address without what follows the path, if the series has pages on that site."""
    if address is None:
        return None
    parts = urlsplit(address)
    known = {urlsplit(url).hostname for url in ledger.pages}
    bare = urlunsplit(parts._replace(scheme="https", query="", fragment=""))
    return bare if parts.hostname in known else None


def add(
    package: Package, considered: Considered, today: date, reason: str = "", database: Path | None = None
) -> Added:
    """Write the proposal's rows, all that is derived from them and the descriptor, as one write set.

    The package is validated as it would be before anything is written, and the `database` filled
    meanwhile, if one is wanted; it takes its place right after. `reason` explains figures
    that the arithmetic does not, see `rows.added`. Raises DataError if errors stand in the way, or
    if the package was changed since the proposal was made.
    """
    proposal = considered.proposal
    if proposal.state == "present":
        return Added(())
    if blocking := [e for e in proposal.errors if not (reason and e in proposal.correctable)]:
        raise DataError(f"{len(blocking)} findings stand in the way; the first: {blocking[0].message}")
    with alone(package.root):
        return _add(package, considered, today, reason, database)


def _add(package: Package, considered: Considered, today: date, reason: str, database: Path | None) -> Added:
    """What `add` does of a proposal that nothing stands in the way of, while nobody else writes."""
    proposal = considered.proposal
    if _stamp(package) != considered.stamp:
        raise DataError("the package changed in the meantime; nothing was written, run the command again")
    tables = added(proposal, considered.tables, place_of, reason)
    untouched = {name: rows for name, rows in considered.tables.items() if name in DERIVING}
    try:
        with store.previewed(package, {**untouched, **tables}) as shown, _checked(shown, database, today):
            outcomes = store.keep(package, shown)
    except _NotValid as found:
        return Added((), tuple(f for f in found.report.findings if f.severity == "error"))
    return Added(tuple(outcome.file for outcome in outcomes if outcome.changed))


class _NotValid(Exception):
    """The package would not be valid; the report says why."""

    def __init__(self, report: Report) -> None:
        super().__init__("the package would not be valid")
        self.report = report


@contextmanager
def _checked(shown: Package, database: Path | None, today: date) -> Iterator[None]:
    """Validate a package, and have its database ready to take its place when the block is done."""
    from wartally.sqlite.build import prepare
    from wartally.validation.engines import validate

    if database is None:
        report = validate(shown, today=today)
        if not report.valid:
            raise _NotValid(report)
        yield
        return
    with replacing(database) as part:
        report = prepare(shown, part, today)
        if not report.valid:
            raise _NotValid(report)
        yield


def refresh_database(package: Package, target: Path, today: date) -> bool:
    """Build the package's database anew if it is stale; True if it was. Raises BuildFailed, WartallyError."""
    from wartally.sqlite.build import build, is_fresh

    if is_fresh(package, target):
        return False
    build(package, target, today)
    return True
