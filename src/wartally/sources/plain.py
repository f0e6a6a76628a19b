"""Which tables engines read as they are, and the others as tables that are plain CSV files."""

from __future__ import annotations

import csv
import re
import weakref
from dataclasses import replace

from wartally.errors import DataError
from wartally.schema import TableSchema
from wartally.schema.marks import MARK
from wartally.scratch import new_file
from wartally.sources.flat import Flat, flat
from wartally.sources.nulls import null_of
from wartally.sources.table import Dialect, Part, Table

__all__ = ["is_plain", "plain", "plain_copy", "whole"]

# What a dialect may say without a file being anything but plain.
_FREE = {"delimiter", "null_sequence", "property", "item_type", "item_keys", "table", "header_join"}
_SHEETS = {"sheet_number", "sheet_name"}
# Names in which an engine would see a pattern for several files, or a packed file.
_MEANT_OTHERWISE = re.compile(r"[*?\[]|\.(?:gz|zst)\Z", re.IGNORECASE)


def is_plain(table: Table) -> bool:
    """True if the table is one UTF-8 file with a header line and quotes as usual, by what is said of it."""
    usual, dialect = Dialect(), table.dialect
    said = {name for name, value in vars(dialect).items() if value != getattr(usual, name)}
    return (
        len(table.parts) == 1
        and table.format in ("csv", "tsv")
        and table.encoding == "utf-8"
        and not table.compression
        and table.resource.get("data") is None
        and said <= _FREE | _SHEETS
        and len(dialect.delimiter) == 1
        and dialect.delimiter.isascii()
        and not _MEANT_OTHERWISE.search(str(table.path))
        and not any(MARK in name for name in table.schema.field_names)
    )


def plain_copy(table: Table, copy: Flat) -> Table:
    """The table with its plain copy for a file; it keeps its name, its schema and what its file is called."""
    return replace(
        table,
        path=copy.path,
        parts=(Part(copy.path, table.file),),
        dialect=Dialect(),
        encoding="utf-8",
        compression="",
        format="csv",
        absent={},
        made=[copy],
    )


def plain(table: Table) -> Table:
    """A table whose file is UTF-8 with commas and a header line: itself, or its copy, without what is no row.

    Raises OSError if a file of it is not there, or cannot be read.
    """
    if is_plain(table) and table.dialect.delimiter == ",":
        return table
    copy = flat(table)
    for error in copy.missing.values():
        raise error
    return plain_copy(table, copy)


def whole(table: Table) -> Table:
    """A table whose file is UTF-8 with commas and a header line of the schema's columns, in its order.

    That is the table itself, or a copy. Raises DataError if rows would be left out of a copy, because
    they or a file cannot be read.
    """
    if is_plain(table) and table.dialect.delimiter == "," and _in_order(table.schema):
        return table
    copy = flat(table)
    for file, error in copy.missing.items():
        raise DataError(f"{file}: cannot be read ({error.strerror})") from error
    for fault in copy.faults:
        where = f"{fault.file}, line {fault.line}" if fault.line > 0 else fault.file
        raise DataError(f"{where}: {fault.message}; `wartally validate` lists every such place")
    return plain_copy(table, copy if _in_order(table.schema) else _aligned(copy, table))


def _in_order(schema: TableSchema) -> bool:
    """True if a file that fits the schema has its columns and no others, in its order."""
    return schema.fields_match == "exact"


def _aligned(copy: Flat, table: Table) -> Flat:
    """The copy with the schema's columns in its order: others left out, those that are not there blank."""
    schema = table.schema
    for known, kept in table.made:
        if known is copy:
            return kept if isinstance(kept, Flat) else copy
    made = Flat(new_file(".csv"), header=list(schema.field_names), lines=copy.lines)
    weakref.finalize(made, made.path.unlink, missing_ok=True)
    sources = [copy.header.index(f.name) if f.name in copy.header else -1 for f in schema.fields]
    nulls = [null_of(f, schema) for f in schema.fields]
    with (
        copy.path.open(encoding="utf-8", newline="") as found,
        made.path.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(made.header)
        rows = csv.reader(found)
        next(rows, None)
        for row in rows:
            writer.writerow([row[at] if at >= 0 else null for at, null in zip(sources, nulls, strict=True)])
    # It is there as long as the table is.
    table.made.append((copy, made))
    return made
