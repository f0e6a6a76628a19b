"""Files into typed tables; cells that are not of their type and lines that are no rows are findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from wartally.package import Table
from wartally.schema import Field
from wartally.validation import compile as sql
from wartally.validation.findings import Finding
from wartally.validation.source import Opened, opened
from wartally.validation.structure import FileFacts, blank_row, read_records, row_lines

__all__ = [
    "Loaded",
    "blank_rows",
    "key_of",
    "load_table",
    "present_key",
    "rejected_lines",
    "source",
    "unreadable",
]

# How many columns one query looks at.
_TOGETHER = 50
_TEXT, _BAD = sql.own_name("text"), sql.own_name("bad")


@dataclass
class Loaded:
    """A table as it stands in the engine: which columns were there, and how rows map to lines."""

    table: Table
    facts: FileFacts
    rows: int = 0
    rejected: set[int] = field(default_factory=set)
    complete: bool = True
    bad_cells: set[tuple[int, str]] = field(default_factory=set)
    opened: Opened | None = None
    _lines: list[int] | None = None

    @property
    def number(self) -> str:
        """What the database numbers the rows by: a column of ours if one of the table hides its own."""
        hidden = any(name.lower() == "rowid" for name in self.facts.header)
        return sql.ROW if hidden else "rowid"

    def place(self, row: int) -> tuple[str, int]:
        """The file, one of the table's parts, and the line (-1 if it has none) of a data row, from 0."""
        found = self.opened.place(row) if self.opened and row >= 0 else None
        return found or (self.table.file, self.line(row))

    def where(self, row: int, beside: int) -> str:
        """Where a row is, in words, for a message about the row `beside` it."""
        file, line = self.place(row)
        said = f"on line {line}" if line > 0 else f"in row {row + 1}"
        return said if file == self.place(beside)[0] else f"{said} of {file}"

    def line(self, row: int) -> int:
        """The line of its file on which data row number `row` (from 0) begins."""
        found = self.opened.place(row) if self.opened and row >= 0 else None
        if found:
            return found[1]
        in_step = not (self.rejected or self.facts.blank_lines) and self.facts.lines == self.rows + 1
        if in_step or row < 0:
            return row + 2
        if self._lines is None:
            delimiter = self.table.dialect.delimiter
            self._lines = row_lines(self.table.path, len(self.facts.header), self.rejected, delimiter)
        return self._lines[row] if row < len(self._lines) else -1

    def finding(self, rule: str, message: str, row: int, column: str, value: Any, key: Any = ()) -> Finding:
        """A finding about one cell or row of this table."""
        said = "" if value is None else str(value)
        file, line = self.place(row)
        return Finding(self.table.name, line, column, rule, message, said, file=file, key=key)


def load_table(connection: duckdb.DuckDBPyConnection, table: Table, findings: list[Finding]) -> Loaded | None:
    """Read one file into a table of typed columns, adding what is wrong to `findings`.

    None if the file cannot be read at all.
    """
    ready = opened(table)
    findings += ready.findings
    table, facts = ready.table, ready.facts
    if facts is None:
        return None
    loaded = Loaded(table, facts, opened=ready)
    loaded.complete = set(table.schema.field_names) <= set(facts.header)
    if not facts.readable(table.schema):
        return None
    items = sql.typed_columns(table.schema, facts.header)
    if loaded.number == sql.ROW:
        items.append(f"row_number() OVER () - 1 AS {sql.ROW}")
    name, columns = sql.ident(table.name), ", ".join(items)
    try:
        connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM {source(loaded)}")
    except duckdb.Error as error:
        findings.append(unreadable(loaded, error))
        return None
    numbered = "*" if loaded.number == sql.ROW else f"rowid AS {sql.ROW}, *"
    connection.execute(f"CREATE VIEW {sql.ident(sql.view_name(table.name))} AS SELECT {numbered} FROM {name}")
    loaded.rows = _count(connection, f"SELECT COUNT(*) FROM {name}")
    findings += rejected_lines(connection, loaded)
    findings += blank_rows(loaded)
    findings += _bad_cells(connection, loaded)
    return loaded


def unreadable(loaded: Loaded, error: duckdb.Error) -> Finding:
    """The finding for a file that the reader gives up on."""
    odd = loaded.facts.odd_end
    said = str(error).splitlines()[0]
    message = (
        f"the file cannot be read: {said}"
        if odd is None
        else "this line does not end as the header does (LF or CR LF)"
    )
    return Finding(loaded.table.name, odd or -1, "", "structure", message, file=loaded.table.file)


def source(loaded: Loaded, noting: bool = True) -> str:
    """The reader of the file's rows as text; `noting` makes it note the lines that it leaves out."""
    columns = ", ".join(f"{sql.literal(c)}: 'VARCHAR'" for c in loaded.facts.header)
    nulls = ", ".join(sql.literal(v) for v in sql.null_texts(loaded.table.schema))
    notes = "store_rejects=true, rejects_limit=0" if noting else "ignore_errors=true"
    return (
        f"read_csv({sql.literal(loaded.table.path)}, auto_detect=false, header=true, "
        f"delim={sql.literal(loaded.table.dialect.delimiter)}, quote='\"', "
        f"escape='\"', columns={{{columns}}}, nullstr=[{nulls}], {notes}, "
        "strict_mode=true, null_padding=false, max_line_size=16777216)"
    )


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def rejected_lines(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """Lines that are not rows of the header's width, as the reader noted them; the notes are cleared."""
    table, width = loaded.table, len(loaded.facts.header)
    rows = connection.execute(
        "SELECT line_byte_position, MIN(error_type), MIN(csv_line) FROM reject_errors GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if not rows:
        return []
    connection.execute("DROP TABLE reject_errors")
    connection.execute("DROP TABLE reject_scans")
    findings = []
    # Where lines end in CR LF, what the reader notes begins with the last byte of the line before.
    begun = [int(position) - 1 + str(text).startswith("\n") for position, _, text in rows]
    lines = _lines_at(table, begun)
    for line, (_, kind, text) in zip(lines, rows, strict=True):
        loaded.rejected.add(line)
        message = (
            f"the line cannot be read as {width} cells ({str(kind).lower()}); mend its commas and quotes"
        )
        said = str(text).removeprefix("\n")[:200]
        findings.append(Finding(table.name, line, "", "structure", message, said, file=table.file))
    return findings


def _lines_at(table: Table, offsets: Sequence[int]) -> list[int]:
    """The line of the file in which each of the rising byte `offsets` lies."""
    lines, line, at = [], 1, 0
    with table.path.open("rb") as stream:
        for offset in offsets:
            passed = stream.read(max(offset - at, 0))
            at += len(passed)
            line += passed.count(b"\n")
            lines.append(line)
    return lines


def blank_rows(loaded: Loaded) -> list[Finding]:
    """The findings for blank lines between the rows."""
    if not loaded.facts.blank_lines:
        return []
    table = loaded.table
    records = read_records(table.path, table.dialect.delimiter)
    return [blank_row(table.name, table.file, line) for line, cells in records if not cells]


def _bad_cells(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """Cells that are not of their field's type; they count as blank from here on."""
    name = sql.ident(loaded.table.name)
    if not _count(connection, f"SELECT COUNT(*) FROM {name} WHERE {sql.ODD}"):
        return []
    # Read again, but kept only where a cell looks odd.
    numbered = f"SELECT row_number() OVER () - 1 AS {sql.ROW}, * FROM {source(loaded, noting=False)}"
    odd = f"SELECT {loaded.number} FROM {name} WHERE {sql.ODD}"
    connection.execute(
        f"CREATE TEMP TABLE {_TEXT} AS "
        f"SELECT * FROM ({numbered}) WHERE {sql.ROW} IN ({odd}) ORDER BY {sql.ROW}"
    )
    present = [f for f in loaded.table.schema.fields if f.name in loaded.facts.header and not sql.is_text(f)]
    findings: list[Finding] = []
    for start in range(0, len(present), _TOGETHER):
        findings += _bad_cells_of(connection, loaded, present[start : start + _TOGETHER])
    connection.execute(f"DROP TABLE {_TEXT}")
    return findings


def _bad_cells_of(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, some: Sequence[Field]
) -> Iterator[Finding]:
    """The bad cells of some columns, asked for together: where there are many, each query has its price."""
    names = present_key(loaded)
    queries = [_numbered_bad_cells(number, field_, loaded, names) for number, field_ in enumerate(some)]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_BAD} AS {' UNION ALL '.join(queries)}")
    rows = connection.execute(f"SELECT * FROM {_BAD}").fetchall()
    for number in sorted({row[0] for row in rows if row[1]}):
        # The database made a value of the text, though it is none of the type.
        connection.execute(
            f"UPDATE {sql.ident(loaded.table.name)} SET {sql.ident(some[number].name)} = NULL "
            f"WHERE {loaded.number} IN (SELECT row FROM {_BAD} WHERE number = {number})"
        )
    for number, _, row, value, *key in rows:
        field_ = some[number]
        loaded.bad_cells.add((row, field_.name))
        message = f"{field_.name} must be {sql.expected(field_)}"
        yield loaded.finding("type", message, row, field_.name, value, _key(names, key))


def _numbered_bad_cells(number: int, field_: Field, loaded: Loaded, names: Sequence[str]) -> str:
    query = sql.bad_cells_select(field_, _TEXT, names, loaded.table.schema)
    keys = [f"key_{n}" for n in range(len(names))]
    kept = f"TRY_CAST(value AS {sql.sql_type(field_)}) IS NOT NULL" if sql.plain(field_) else "FALSE"
    found = ", ".join(["row", "value", *keys])
    return f"SELECT {number} AS number, {kept} AS kept, {found} FROM ({query}) AS found({found})"


def present_key(loaded: Loaded) -> list[str]:
    """The columns of the primary key that the file has."""
    return [k for k in loaded.table.schema.primary_key if k in loaded.facts.header]


def key_of(loaded: Loaded, values: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """The `values` of the present key columns as a finding's key."""
    return _key(present_key(loaded), values)


def _key(names: Sequence[str], values: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((k, "" if v is None else str(v)) for k, v in zip(names, values, strict=True))
