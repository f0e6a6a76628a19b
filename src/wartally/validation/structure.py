"""What can be said of a file before its cells are read: bytes, encoding, header, line ends.

One pass over the bytes, in blocks, so that a file of any size can be looked at. Where rows and
lines do not run in step, a second pass reads the rows and notes where each begins.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wartally.schema import TableSchema
from wartally.sources.stored import ALGORITHMS, Stored, stated_hash
from wartally.validation.findings import Finding
from wartally.validation.header import check_header

__all__ = [
    "FileFacts",
    "blank_row",
    "check_file",
    "check_stored",
    "examine",
    "missing_file",
    "read_records",
    "row_lines",
]

_BLOCK = 1 << 20
_HEADER_LIMIT = 1 << 20
_BLANK = re.compile(rb"\n\r?\n")
_END = re.compile(rb"\r\n|\n|\r(?!\n|\Z)")


@dataclass
class FileFacts:
    """What one pass over a file showed.

    `bad_byte` is the line of the first byte that is not UTF-8, `nul` of the first NUL byte, and
    `odd_end` of the first line end that is not like that of the header (LF, CR LF).
    """

    size: int = 0
    lines: int = 0
    digest: str = ""
    header: list[str] = field(default_factory=list)
    quoted: bool = False
    bad_byte: int | None = None
    nul: int | None = None
    ends_with_newline: bool = True
    blank_lines: bool = False
    crlf: bool | None = None
    odd_end: int | None = None

    @property
    def regular(self) -> bool:
        """True if the text is whole and its lines end alike, so that it can be read as it stands."""
        return self.size > 0 and self.bad_byte is None and self.nul is None and self.odd_end is None

    def readable(self, schema: TableSchema) -> bool:
        """True if the text can be cut into rows and holds at least one column of the schema."""
        names = set(self.header)
        damaged = self.size == 0 or self.bad_byte is not None or self.nul is not None
        return (
            not damaged
            and "" not in names
            and len(names) == len(self.header)
            and bool(names & set(schema.field_names))
        )


def examine(path: Path, algorithm: str = "", delimiter: str = ",") -> FileFacts:
    """The facts of the file at `path`; OSError if it cannot be opened.

    Its hash is taken by the `algorithm`, if that is one that there is.
    """
    facts = FileFacts()
    digest = hashlib.new(algorithm, usedforsecurity=False) if algorithm in ALGORITHMS else None
    decoder = codecs.getincrementaldecoder("utf-8")()
    head = b""
    previous = b"\n"
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if digest:
                digest.update(block)
            if len(head) < _HEADER_LIMIT:
                head += block[:_HEADER_LIMIT]
            _look(facts, decoder, block, previous)
            facts.size += len(block)
            facts.lines += block.count(b"\n")
            previous = block[-1:]
    if facts.bad_byte is None and decoder.getstate()[0]:
        facts.bad_byte = facts.lines + 1
    facts.digest = digest.hexdigest() if digest else ""
    facts.ends_with_newline = previous == b"\n"
    facts.header = _header(head, delimiter)
    return facts


def _look(facts: FileFacts, decoder: codecs.IncrementalDecoder, block: bytes, previous: bytes) -> None:
    if facts.bad_byte is None and not (block.isascii() and not decoder.getstate()[0]):
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            facts.bad_byte = facts.lines + block[: max(error.start, 0)].count(b"\n") + 1
    if facts.nul is None and b"\0" in block:
        facts.nul = facts.lines + block[: block.index(b"\0")].count(b"\n") + 1
    facts.quoted = facts.quoted or b'"' in block
    joined = previous + block
    if facts.odd_end is None:
        facts.odd_end = _odd_end(facts, joined)
    facts.blank_lines = facts.blank_lines or _BLANK.search(joined) is not None


def _odd_end(facts: FileFacts, joined: bytes) -> int | None:
    """The line of the first end that is not like the header's in `joined`, a byte and the block behind it."""
    if facts.crlf is False and b"\r" not in joined:
        return None
    ends = joined.count(b"\n", 1)
    if facts.crlf is None:
        if not ends:
            return None
        first = joined.index(b"\n", 1)
        facts.crlf = joined[first - 1 : first] == b"\r"
    both = joined.count(b"\r\n")
    if both == joined[:-1].count(b"\r") and both == (ends if facts.crlf else 0):
        return None
    line = facts.lines
    for end in _END.finditer(joined, 0 if joined.startswith(b"\r") else 1):
        line += 1
        if end[0] == b"\r" or (end[0] == b"\r\n") != facts.crlf:
            return line
    return None


def _header(head: bytes, delimiter: str) -> list[str]:
    text = head.decode("utf-8-sig", errors="replace")
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def check_file(
    facts: FileFacts, schema: TableSchema, file: str, resource: Mapping[str, Any], own: bool = True
) -> Iterator[Finding]:
    """The findings about the file as a whole: encoding, header, end, size and hash.

    A file of Wartally's `own` kind of package must end with a line end, as its canonical form does.
    """
    table = schema.name

    def finding(rule: str, message: str, line: int = -1) -> Finding:
        return Finding(table, line, "", rule, message, file=file)

    if facts.size == 0:
        yield finding("empty_file", "the file is empty; it needs at least its header line")
        return
    if facts.bad_byte is not None:
        yield finding("encoding", "a byte here is not UTF-8; save the file as UTF-8", facts.bad_byte)
    if facts.nul is not None:
        yield finding("encoding", "there is a NUL byte here; the file is damaged or not text", facts.nul)
    if 1 not in (facts.bad_byte, facts.nul):
        yield from check_header(facts.header, schema, file, 1)
    if own and not facts.ends_with_newline:
        yield finding(
            "cut_file", "the last line has no line end; the file may have been cut short", facts.lines + 1
        )
    yield from check_stored(Stored(facts.size, facts.digest), table, file, resource, own)


def check_stored(
    found: Stored, table: str, file: str, resource: Mapping[str, Any], own: bool = True
) -> Iterator[Finding]:
    """The findings about size and hash, of a file or of all parts of a table strung together."""
    hint = "; if the change is meant, run `wartally sync`" if own else ""
    if isinstance(resource.get("bytes"), int) and resource["bytes"] != found.size:
        message = f"the file has {found.size} bytes, datapackage.json says {resource['bytes']}{hint}"
        yield Finding(table, rule="bytes", message=message, file=file)
    algorithm, stated = stated_hash(resource)
    if algorithm and algorithm not in ALGORITHMS:
        message = f"the hash cannot be checked: {algorithm!r} is not one of {', '.join(ALGORITHMS)}"
        yield Finding(table, rule="hash", message=message, file=file)
    elif algorithm and stated != found.digest:
        message = f"the file is not the one whose {algorithm} stands in datapackage.json{hint}"
        if len(stated) != len(found.digest):
            message += f"; what stands there is no {algorithm}, which has {len(found.digest)} digits"
        yield Finding(table, rule="hash", message=message, file=file)


def read_records(path: Path, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file below its header, each with the line it begins on; a blank line is empty.

    A quote that is never closed takes the rest of the file into its record.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
        reader = csv.reader(handle, delimiter=delimiter)
        next(reader, None)
        before = reader.line_num
        for record in reader:
            yield before + 1, record
            before = reader.line_num


def row_lines(path: Path, width: int, rejected: Collection[int] = (), delimiter: str = ",") -> list[int]:
    """The line on which each row of `width` cells begins, in file order, but for those on `rejected` lines.

    Only needed where rows and lines do not run in step: quoted line ends, blank or rejected lines.
    """
    records = read_records(path, delimiter)
    return [line for line, cells in records if len(cells) == width and line not in rejected]


def missing_file(table: str, file: str, error: OSError) -> Finding:
    """The finding for a file that cannot be opened."""
    message = f"the file cannot be read ({error.strerror}); every table of the package needs one"
    return Finding(table, rule="missing_file", message=message, file=file)


def blank_row(table: str, file: str, line: int) -> Finding:
    """The finding for a blank line between the rows of a table."""
    return Finding(table, line, "", "structure", "the line is blank; `wartally fmt` takes it out", file=file)
