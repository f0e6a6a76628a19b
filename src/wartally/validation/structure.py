"""What can be said of a file before its cells are read: bytes, encoding, header, line ends.

One pass over the bytes, in blocks, so that a file of any size can be looked at.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wartally.schema import TableSchema
from wartally.validation.findings import Finding

__all__ = ["FileFacts", "check_file", "examine", "row_lines"]

_BLOCK = 1 << 20
_HEADER_LIMIT = 1 << 16


@dataclass
class FileFacts:
    """What one pass over a file showed; `bad_byte` is the line of the first byte that is not UTF-8."""

    size: int = 0
    lines: int = 0
    sha256: str = ""
    header: list[str] = field(default_factory=list)
    quoted: bool = False
    bad_byte: int | None = None
    nul: int | None = None
    ends_with_newline: bool = True
    blank_lines: bool = False


def examine(path: Path) -> FileFacts:
    """The facts of the file at `path`; OSError if it cannot be opened."""
    facts = FileFacts()
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    head = b""
    previous = b"\n"
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            if len(head) < _HEADER_LIMIT:
                head += block[:_HEADER_LIMIT]
            _look(facts, decoder, block, previous)
            facts.size += len(block)
            facts.lines += block.count(b"\n")
            previous = block[-1:]
    if facts.bad_byte is None and decoder.getstate()[0]:
        facts.bad_byte = facts.lines + 1
    facts.sha256 = digest.hexdigest()
    facts.ends_with_newline = previous == b"\n"
    facts.header = _header(head)
    return facts


def _look(facts: FileFacts, decoder: codecs.IncrementalDecoder, block: bytes, previous: bytes) -> None:
    if facts.bad_byte is None:
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            facts.bad_byte = facts.lines + block[: max(error.start, 0)].count(b"\n") + 1
    if facts.nul is None and b"\0" in block:
        facts.nul = facts.lines + block[: block.index(b"\0")].count(b"\n") + 1
    facts.quoted = facts.quoted or b'"' in block
    joined = previous + block
    facts.blank_lines = facts.blank_lines or b"\n\n" in joined or b"\n\r\n" in joined


def _header(head: bytes) -> list[str]:
    text = head.decode("utf-8-sig", errors="replace")
    try:
        return next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        return []


def check_file(facts: FileFacts, schema: TableSchema, file: str, resource: Mapping[str, Any]) -> Iterator[Finding]:
    """The findings about the file as a whole: encoding, header, end, size and hash."""
    table = schema.name

    def finding(rule: str, message: str, line: int = -1, column: str = "", value: str = "") -> Finding:
        return Finding(table, line, column, rule, message, value, file=file)

    if facts.size == 0:
        yield finding("empty_file", "the file is empty; it needs at least its header line")
        return
    if facts.bad_byte is not None:
        yield finding("encoding", "a byte here is not UTF-8; save the file as UTF-8", facts.bad_byte)
    if facts.nul is not None:
        yield finding("encoding", "there is a NUL byte here; the file is damaged or not text", facts.nul)
    yield from _check_header(facts.header, schema.field_names, finding)
    if not facts.ends_with_newline:
        yield finding(
            "cut_file", "the last line has no line end; the file may have been cut short", facts.lines + 1
        )
    if isinstance(resource.get("bytes"), int) and resource["bytes"] != facts.size:
        yield finding(
            "bytes",
            f"the file has {facts.size} bytes, datapackage.json says {resource['bytes']}; "
            "if the change is meant, run `wartally sync`",
        )
    stated = str(resource.get("hash", ""))
    if stated.startswith("sha256:") and stated != f"sha256:{facts.sha256}":
        yield finding(
            "hash",
            "the file is not the one whose sha256 stands in datapackage.json; "
            "if the change is meant, run `wartally sync`",
        )


def _check_header(header: Sequence[str], expected: Sequence[str], finding: Any) -> Iterator[Finding]:
    for name in sorted({n for n in header if list(header).count(n) > 1}):
        yield finding("header", f"the column {name!r} is there twice", 1, name)
    for name in expected:
        if name not in header:
            yield finding("header", f"the column {name!r} is missing", 1, name)
    for name in header:
        if name not in expected:
            yield finding("header", f"the column {name!r} is not declared in the schema", 1, name, name)
    if set(header) == set(expected) and len(header) == len(expected) and list(header) != list(expected):
        wrong = next(h for h, e in zip(header, expected, strict=True) if h != e)
        yield finding("header", f"the columns are not in the schema's order: {', '.join(expected)}", 1, wrong)


def row_lines(path: Path, width: int) -> list[int]:
    """The line on which each data row of `width` cells begins, in file order; other rows are left out.

    Only needed where rows and lines do not run in step: quoted line ends, blank or rejected lines.
    """
    lines = []
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
        reader = csv.reader(handle)
        before = 0
        first = True
        for row in reader:
            start, before = before + 1, reader.line_num
            if first:
                first = False
            elif row and len(row) == width:
                lines.append(start)
    return lines
