"""One file of a table as rows, whatever its format: the readers by the names of the formats."""

from __future__ import annotations

import codecs
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from wartally.sources.delimited import MARK, lines_of, rows_of
from wartally.sources.formats import READ
from wartally.sources.packing import unpacked
from wartally.sources.rows import Fault, Row, Unreadable
from wartally.sources.structured import Item, items_of, keys_of, objects_of
from wartally.sources.table import Part, Table

__all__ = ["native_columns", "part_rows"]

_STRUCTURED = ("json", "jsonl", "inline")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def native_columns(table: Table) -> list[str] | None:
    """The columns of a table whose format names them itself; None if its rows begin with a header.

    Raises OSError if a file cannot be opened, Unreadable if it cannot be read.
    """
    if table.format in _STRUCTURED:
        return _keys(table)
    if table.format == "parquet":
        from wartally.sources.columnar import columns_of

        return columns_of(_opened(table.parts[0].path))
    if table.format == "sqlite":
        from wartally.sqlite.rows import columns

        return columns(_opened(table.parts[0].path), table.dialect.table or table.name)
    return None


def part_rows(part: Part, table: Table, faults: list[Fault], named: Sequence[str] | None) -> Generator[Row]:
    """The rows of one file; what is wrong with its text is added to `faults`.

    `named` are the columns if the format has names of its own. Raises OSError, or Unreadable.
    """
    if table.format not in READ:
        read = ", ".join(form for form in READ if form != "inline")
        said = f"files of the format {table.format!r} are not read; the formats are {read}"
        raise Unreadable(said, rule="format")
    if table.format in ("csv", "tsv"):
        return _delimited(part, table, faults)
    if table.format in _STRUCTURED:
        return _structured(part, table, faults, named)
    if table.compression:
        said = f"a packed file of the format {table.format} is not read; leave it as it is"
        raise Unreadable(said, rule="compression")
    if table.format == "parquet":
        from wartally.sources.columnar import batches

        return batches(_opened(part.path), named or (), table.schema)
    if table.format == "sqlite":
        from wartally.sqlite.rows import rows

        return (Row(-1, cells) for cells in rows(_opened(part.path), table.dialect.table or table.name))
    from wartally.sources.sheets import sheet_rows

    return sheet_rows(_opened(part.path), table.dialect)


def _opened(path: Path) -> Path:
    """The path, if the file can be opened; OSError if not."""
    with path.open("rb"):
        return path


def _delimited(part: Part, table: Table, faults: list[Fault]) -> Generator[Row]:
    with closing(_lines(part, table, faults)) as lines:
        yield from rows_of(lines, table.dialect)


def _lines(part: Part, table: Table, faults: list[Fault] | None) -> Generator[str]:
    """The lines of a text file; damaged ones are noted, and what is damaged replaced."""
    with unpacked(part.path, table.compression, str(table.resource.get("innerpath") or "")) as stream:
        encoding = table.encoding
        if not table.resource.get("encoding") and table.resource.get("data") is None:
            start = stream.peek(2)[:2] if hasattr(stream, "peek") else b""
            encoding = "utf-16" if start.startswith(_UTF16) else encoding
        with closing(lines_of(stream, encoding)) as lines:
            for number, line in enumerate(lines, start=1):
                if MARK in line or "\0" in line:
                    if faults is not None:
                        faults.append(_damaged(part.file, number, line, encoding))
                    line = line.replace(MARK, "\ufffd").replace("\0", "\ufffd")
                yield line


def _damaged(file: str, number: int, line: str, encoding: str) -> Fault:
    if MARK in line:
        named = encoding.upper()
        said = f"a byte here is not {named}; save the file as UTF-8, or name its encoding in the descriptor"
        return Fault(file, number, "", "encoding", said)
    return Fault(file, number, "", "encoding", "there is a NUL byte here; the file is damaged or not text")


def _items(part: Part, table: Table, faults: list[Fault] | None) -> Generator[Item]:
    form = "jsonl" if table.format == "jsonl" else "json"
    with closing(_lines(part, table, faults)) as lines:
        for line, value in items_of(lines, form, table.dialect.property):
            yield (-1 if table.format == "inline" else line), value


def _keys(table: Table) -> list[str] | None:
    """The keys of a table's objects, those of the schema first and in its order; None for lists."""
    dialect = table.dialect
    with closing(_items(table.parts[0], table, None)) as items:
        if not objects_of(items, dialect.item_type):
            return None
    if dialect.item_keys:
        return list(dialect.item_keys)
    found: dict[str, int] = {}
    for part in table.parts:
        try:
            with closing(_items(part, table, None)) as items:
                for key, line in keys_of(items).items():
                    found.setdefault(key, line)
        except Unreadable:
            # The keys up to here; reading the rows will say what is wrong, and where.
            continue
    declared = [name for name in table.schema.field_names if name in found]
    return declared + [key for key in found if key not in declared]


def _structured(part: Part, table: Table, faults: list[Fault], named: Sequence[str] | None) -> Generator[Row]:
    with closing(_items(part, table, faults)) as items:
        for line, value in items:
            if value is None and table.format == "jsonl":
                yield Row(line, ())
            elif named is not None and isinstance(value, dict):
                yield Row(line, [value.get(name) for name in named])
            elif named is None and isinstance(value, list):
                yield Row(line, value)
            else:
                wanted = "a list" if named is None else "an object"
                yield Row(line, (), f"not {wanted}, as the other rows are", str(value))
