"""Which tables engines read as they are, and the others as tables that are plain CSV files."""

from __future__ import annotations

from dataclasses import replace

from wartally.sources.flat import Flat, flat
from wartally.sources.table import Dialect, Part, Table

__all__ = ["is_plain", "plain", "plain_copy"]

# What a dialect may say without a file being anything but plain.
_FREE = {"delimiter", "null_sequence", "property", "item_type", "item_keys", "table", "header_join"}
_SHEETS = {"sheet_number", "sheet_name"}


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
    """A table whose file at `path` is UTF-8 with commas and a header line: itself, or its plain copy.

    Raises OSError if a file of it is not there, or cannot be read.
    """
    if is_plain(table) and table.dialect.delimiter == ",":
        return table
    copy = flat(table)
    for error in copy.missing.values():
        raise error
    return plain_copy(table, copy)
