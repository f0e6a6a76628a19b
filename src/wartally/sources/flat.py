"""Any table as one plain CSV file: UTF-8, commas, one header line; with a map from its rows to their lines.

What is wrong with the files themselves (not of their encoding, rows of another width, broken packing)
is noted as it is met, and reading goes on where it can. Memory is bounded: rows pass through in batches.
"""

from __future__ import annotations

import csv
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

# Importing it lifts the limit on the size of a cell, which is one for the whole process.
import wartally.csvform  # noqa: F401
from wartally.schema import Field, TableSchema
from wartally.scratch import new_file
from wartally.sources.heads import first_part, later_part, renamed
from wartally.sources.nulls import NATIVE
from wartally.sources.opening import native_columns, part_rows
from wartally.sources.rows import BLANK, Fault, LineMap, Row, Unreadable
from wartally.sources.structured import Number
from wartally.sources.table import Part, Table
from wartally.sources.values import is_no_text, text_of

__all__ = ["Flat", "flat", "header_schema"]

_MAKING = threading.RLock()
_SHOWN = 200
_BATCH = 1000
# Formats whose readers hand on values; that of Parquet hands on texts.
_VALUED = NATIVE - {"parquet"}
_TYPED_TEXT = ("json", "jsonl", "inline")


@dataclass
class Flat:
    """A table's rows as a plain CSV file at `path`, and what was found on the way.

    `header` names the columns as the schema writes them, `found` as the file does, and `head_line` is
    the line they stand on. `missing` is the error of a file that cannot be opened.
    """

    path: Path
    header: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    head_line: int = -1
    lines: LineMap = field(default_factory=LineMap)
    faults: list[Fault] = field(default_factory=list)
    missing: dict[str, OSError] = field(default_factory=dict)


def flat(table: Table) -> Flat:
    """The table as one plain file, made once for each state of its files, and gone when not used."""
    mark = [(part.file, *_state(part.path)) for part in table.parts]
    with _MAKING:
        for known, made in table.made:
            if known == (mark, table.schema) and isinstance(made, Flat):
                return made
        made = Flat(new_file(".csv"))
        weakref.finalize(made, made.path.unlink, missing_ok=True)
        with made.path.open("w", encoding="utf-8", errors="replace", newline="") as out:
            _fill(made, table, csv.writer(out, lineterminator="\r\n"))
        table.made[:] = [((mark, table.schema), made)]
        return made


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def header_schema(table: Table) -> TableSchema:
    """A schema of texts for a table without one: as its header names them, no fields if there is none."""
    names = dict.fromkeys(name for name in flat(table).header if name)
    return TableSchema(table.name, tuple(Field(name, "string") for name in names))


def _fill(made: Flat, table: Table, writer: Any) -> None:
    """Write the rows of every part; what keeps one from being read is noted."""
    part = table.parts[0]
    try:
        named = native_columns(table)
        if named is not None:
            made.found = list(named)
            made.header = renamed(named, table.schema.field_names, table.dialect.case_sensitive_header)
            writer.writerow(made.header)
    except (OSError, Unreadable) as error:
        _stopped(made, part, error)
        return
    for number, part in enumerate(table.parts):
        try:
            with closing(part_rows(part, table, made.faults, named)) as found:
                rows = found if named is not None else _below_header(found, number, made, table, writer)
                _copy(rows, number, made, table, writer)
        except (OSError, Unreadable) as error:
            _stopped(made, part, error)
        if not made.header:
            return


def _stopped(made: Flat, part: Part, error: OSError | Unreadable) -> None:
    if isinstance(error, OSError):
        made.missing[part.file] = error
    else:
        made.faults.append(Fault(part.file, error.line, "", error.rule, str(error)))


def _below_header(rows: Iterator[Row], number: int, made: Flat, table: Table, writer: Any) -> Iterator[Row]:
    """The rows below the header, which is taken from the first file, or from the schema if there is none."""
    schema, dialect = table.schema, table.dialect
    if number:
        return _further(rows, made, table)
    head, rest = first_part(rows, dialect)
    if dialect.header and dialect.header_rows:
        if head.line < 0 and not head.names:
            raise Unreadable("the file is empty; it needs at least its header line", rule="empty_file")
        made.found, made.head_line = head.names, head.line
        made.header = renamed(head.names, schema.field_names, dialect.case_sensitive_header)
    elif schema.fields:
        made.header = list(schema.field_names)
    else:
        first = next(rest, None)
        made.header = [f"field{n}" for n in range(1, (len(first.cells) if first else 0) + 1)]
        rest = chain([first] if first else [], rest)
    writer.writerow(made.header)
    return rest


def _further(rows: Iterator[Row], made: Flat, table: Table) -> Iterator[Row]:
    """The rows of a file behind the first; Unreadable if its header has the columns in another order."""
    again, rest = later_part(rows, table.dialect, made.found)
    first = None if again else next(rest, None)
    if first and len(first.cells) == len(made.found) and {*map(str, first.cells)} == {*made.found}:
        said = "the columns are not in the order of the first file; bring them into it"
        raise Unreadable(said, first.line, "header")
    return chain([first] if first else [], rest)


def _copy(rows: Iterator[Row], number: int, made: Flat, table: Table, writer: Any) -> None:
    """Write the rows of a part, and note what is none."""
    width, batch = len(made.header), []
    texts = _converter(made, table, number) if table.format in _VALUED else None
    try:
        for row in rows:
            cells = row.cells
            if row.fault or len(cells) != width:
                made.faults.append(_misfit(row, width, table.parts[number].file, table.dialect.delimiter))
                continue
            made.lines.add(number, row.line)
            batch.append(texts(row) if texts else cells)
            if len(batch) >= _BATCH:
                writer.writerows(batch)
                batch.clear()
    finally:
        writer.writerows(batch)


def _misfit(row: Row, width: int, file: str, delimiter: str) -> Fault:
    if not row.cells and not row.fault:
        return Fault(file, row.line, "", "structure", BLANK)
    kind = row.fault or ("too many columns" if len(row.cells) > width else "missing columns")
    text = row.text or delimiter.join("" if cell is None else str(cell) for cell in row.cells)
    said = f"the line cannot be read as {width} cells ({kind}); mend its commas and quotes"
    return Fault(file, row.line, "", "structure", said, text[:_SHOWN])


def _converter(made: Flat, table: Table, number: int) -> Callable[[Row], Sequence[str]]:
    """What turns the values of a row into texts, and notes those that are of another type than text."""
    schema, file = table.schema, table.parts[number].file
    declared = {f.name: f for f in schema.fields}
    fields = [declared.get(name) for name in made.header]
    # Where only a value of another type than text is wrong, and where a number stands as it is written.
    texts_only = [
        n for n, f in enumerate(fields) if table.format in _TYPED_TEXT and is_no_text(True, f, schema)
    ]
    as_written = [f is None or f.decimal_char in ("", ".") for f in fields]

    def texts(row: Row) -> Sequence[str]:
        for n in texts_only:
            if is_no_text(row.cells[n], fields[n], schema):
                said = f"{made.header[n]} must be text; put the value in quotes"
                told = Fault(file, row.line, made.header[n], "type", said, str(row.cells[n]))
                made.faults.append(told)
        return [
            value
            if type(value) is str or (simple and type(value) is Number and value[-1].isdigit())
            else text_of(value, f, schema)
            for f, value, simple in zip(fields, row.cells, as_written, strict=True)
        ]

    return texts
