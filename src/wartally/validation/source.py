"""A table as the engines read it: the file itself if it is plain, else a plain copy with a map to the lines.

The one seam between files of any kind and the engines: they read the CSV at `table.path` in the dialect
of `table`, whose rows are text, and ask `place` where a row stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wartally.package import Package
from wartally.schema.marks import as_declared
from wartally.sources.describing import Loose
from wartally.sources.flat import Flat, flat
from wartally.sources.plain import is_plain, plain_copy
from wartally.sources.stored import Stored, stated_hash, stored
from wartally.sources.table import Part, Table
from wartally.sources.thin import thinned
from wartally.validation.findings import WARNING, Finding
from wartally.validation.header import check_header
from wartally.validation.structure import FileFacts, check_file, check_stored, examine, missing_file

__all__ = ["Opened", "loose_findings", "opened"]


@dataclass
class Opened:
    """A table ready to be read: `facts` is None if there is nothing to read."""

    table: Table
    facts: FileFacts | None
    findings: list[Finding]
    copy: Flat | None = None
    parts: tuple[Part, ...] = ()

    def place(self, row: int) -> tuple[str, int] | None:
        """The file and line (-1 if there is none) of a data row, counted from 0; None if they run in step."""
        if self.copy is None:
            return None
        part, line = self.copy.lines.place(row)
        return self.parts[part].file, line


def opened(table: Table) -> Opened:
    """The table as it can be read, and all that is wrong with its files as a whole."""
    if table.absent:
        return Opened(table, None, _absent(table))
    if is_plain(table):
        try:
            facts = examine(table.path, stated_hash(table.resource)[0], table.dialect.delimiter)
        except OSError as error:
            return Opened(table, None, [missing_file(table.name, table.file, error)])
        if table.own or facts.regular:
            found = check_file(facts, table.schema, table.file, table.resource, own=table.own)
            ready = Opened(table, facts, list(found))
            facts.header = as_declared(facts.header, table.schema.field_names)
            return ready
    return _thinned(table) or _copied(table)


def _thinned(table: Table) -> Opened | None:
    """The table by way of a copy that has the same lines, if that is enough; else None."""
    try:
        thin = thinned(table)
        facts = examine(thin.path, "", thin.dialect.delimiter) if thin else None
    except OSError as error:
        return Opened(table, None, [missing_file(table.name, table.file, error)])
    if thin is None or facts is None or not facts.regular:
        return None
    found = [*check_file(facts, table.schema, table.file, {}, own=table.own), *_stored_findings(table)]
    facts.header = as_declared(facts.header, table.schema.field_names)
    return Opened(thin, facts, found)


def _absent(table: Table) -> list[Finding]:
    return [
        Finding(table.name, rule="missing_file", message=_unfetched(file, why), file=file)
        for file, why in table.absent.items()
    ]


def _unfetched(file: str, why: str) -> str:
    return f"the file cannot be fetched: {why.removeprefix(f'{file}: ')}"


def _copied(table: Table) -> Opened:
    """The table by way of a plain copy."""
    copy = flat(table)
    findings = [
        Finding(table.name, f.line, f.column, f.rule, f.message, f.value, file=f.file) for f in copy.faults
    ]
    findings += [missing_file(table.name, file, error) for file, error in copy.missing.items()]
    if not copy.missing:
        findings += _stored_findings(table)
    if not copy.header:
        return Opened(table, None, findings)
    findings += check_header(copy.header, table.schema, table.file, copy.head_line)
    header = as_declared(copy.header, table.schema.field_names) if copy.header else []
    facts = FileFacts(
        size=copy.path.stat().st_size, lines=copy.lines.rows + 1, header=header, crlf=True, quoted=True
    )
    return Opened(plain_copy(table, copy), facts, findings, copy, table.parts)


def _stored_findings(table: Table) -> Iterator[Finding]:
    """What is wrong with the size and hash of all the parts; nothing of inline data."""
    if table.resource.get("data") is None and ("bytes" in table.resource or "hash" in table.resource):
        found = stored([part.path for part in table.parts], stated_hash(table.resource)[0])
        yield from check_stored(found, table.name, table.file, table.resource, own=table.own)


def loose_findings(package: Package) -> list[Finding]:
    """What is wrong with the resources that are no tables, and a warning that they are not looked into."""
    return [finding for loose in package.loose for finding in _loose(loose)]


def _loose(loose: Loose) -> Iterator[Finding]:
    file = loose.parts[0].file
    message = "is no table (no schema and no type `table`), so only its size and hash are checked"
    yield Finding(loose.name, rule="not_a_table", message=message, file=file, severity=WARNING)
    for name, why in loose.absent.items():
        yield Finding(loose.name, rule="missing_file", message=_unfetched(name, why), file=name)
    if loose.absent or loose.resource.get("data") is not None:
        return
    size, whole = 0, True
    for part in loose.parts:
        try:
            size += part.path.stat().st_size
            with part.path.open("rb"):
                pass
        except OSError as error:
            whole = False
            said = f"the file cannot be read ({error.strerror}); add it, or take the resource out"
            yield Finding(loose.name, rule="missing_file", message=said, file=part.file)
    if whole:
        algorithm = stated_hash(loose.resource)[0]
        found = stored([p.path for p in loose.parts], algorithm) if algorithm else Stored(size, "")
        yield from check_stored(found, loose.name, file, loose.resource, own=False)
