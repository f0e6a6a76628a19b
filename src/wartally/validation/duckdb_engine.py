"""The default engine: DuckDB reads the files, casts every cell and lists all that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from wartally.package import Package, Table
from wartally.schema import Field, ForeignKey
from wartally.validation import compile as sql
from wartally.validation.findings import Finding, Report, report_of
from wartally.validation.rules import Rule, query_for
from wartally.validation.structure import (
    FileFacts,
    blank_row,
    check_file,
    examine,
    missing_file,
    read_records,
    row_lines,
)

__all__ = ["ENGINE", "Loaded", "connect", "load_table", "validate"]

ENGINE = "duckdb"
_MEMORY_LIMIT = "768MB"


@dataclass
class Loaded:
    """A table as it stands in the engine: which columns were there, and how rows map to lines."""

    table: Table
    facts: FileFacts
    rows: int = 0
    rejected: set[int] = field(default_factory=set)
    complete: bool = True
    bad_cells: set[tuple[int, str]] = field(default_factory=set)
    _lines: list[int] | None = None

    def line(self, row: int) -> int:
        """The line of the file on which data row number `row` (from 0) begins."""
        in_step = not (self.rejected or self.facts.blank_lines) and self.facts.lines == self.rows + 1
        if in_step or row < 0:
            return row + 2
        if self._lines is None:
            self._lines = row_lines(self.table.path, len(self.facts.header), self.rejected)
        return self._lines[row] if row < len(self._lines) else -1

    def finding(self, rule: str, message: str, row: int, column: str, value: Any, key: Any = ()) -> Finding:
        """A finding about one cell or row of this table."""
        said = "" if value is None else str(value)
        return Finding(
            self.table.name, self.line(row), column, rule, message, said, file=self.table.file, key=key
        )


def connect() -> duckdb.DuckDBPyConnection:
    """A private in-memory database that reads files and never the network."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    return connection


def validate(package: Package, today: date) -> Report:
    """All findings about a package's files, cells, keys and rules; `today` is the clock for rules.

    Raises DescriptorError or SchemaError if the package itself cannot be read.
    """
    tables, rules = package.tables, package.rules
    with connect() as connection:
        findings: list[Finding] = []
        loaded: dict[str, Loaded] = {}
        for table in tables.values():
            result = load_table(connection, table, findings)
            if result:
                loaded[table.name] = result
        for result in loaded.values():
            findings += _constraints(connection, result)
        for result in loaded.values():
            findings += _foreign_keys(connection, result, loaded)
        for rule in rules:
            findings += _rule(connection, rule, loaded, today)
        counts = [(name, loaded[name].rows if name in loaded else 0) for name in tables]
    return report_of(ENGINE, counts, len(rules), findings)


def load_table(connection: duckdb.DuckDBPyConnection, table: Table, findings: list[Finding]) -> Loaded | None:
    """Read one file into a table of typed columns, adding what is wrong to `findings`.

    None if the file cannot be read at all.
    """
    try:
        facts = examine(table.path)
    except OSError as error:
        findings.append(missing_file(table.name, table.file, error))
        return None
    findings += check_file(facts, table.schema, table.file, table.resource)
    loaded = Loaded(table, facts)
    loaded.complete = set(table.schema.field_names) <= set(facts.header)
    if not facts.readable(table.schema):
        return None
    columns = ", ".join(sql.typed_columns(table.schema, facts.header))
    name = sql.ident(table.name)
    try:
        connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM {_source(loaded)}")
    except duckdb.Error as error:
        findings.append(_unreadable(loaded, error))
        return None
    connection.execute(
        f"CREATE VIEW {sql.ident('_' + table.name)} AS SELECT rowid AS {sql.ROW}, * FROM {name}"
    )
    loaded.rows = _count(connection, f"SELECT COUNT(*) FROM {name}")
    findings += _rejected(connection, loaded)
    findings += _blank_rows(loaded)
    findings += _bad_cells(connection, loaded)
    return loaded


def _unreadable(loaded: Loaded, error: duckdb.Error) -> Finding:
    """The finding for a file that the reader gives up on."""
    odd = loaded.facts.odd_end
    said = str(error).splitlines()[0]
    message = (
        f"the file cannot be read: {said}"
        if odd is None
        else "this line does not end as the header does (LF or CR LF)"
    )
    return Finding(loaded.table.name, odd or -1, "", "structure", message, file=loaded.table.file)


def _source(loaded: Loaded, noting: bool = True) -> str:
    """The reader of the file's rows as text; `noting` makes it note the lines that it leaves out."""
    columns = ", ".join(f"{sql.literal(c)}: 'VARCHAR'" for c in loaded.facts.header)
    nulls = ", ".join(sql.literal(v) for v in loaded.table.schema.missing_values)
    notes = "store_rejects=true, rejects_limit=0" if noting else "ignore_errors=true"
    return (
        f"read_csv({sql.literal(loaded.table.path)}, auto_detect=false, header=true, delim=',', quote='\"', "
        f"escape='\"', columns={{{columns}}}, nullstr=[{nulls}], {notes}, "
        "strict_mode=true, null_padding=false, max_line_size=16777216)"
    )


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _rejected(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
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
    lines = _lines_at(table, [int(position) - 1 for position, *_ in rows])
    for line, (_, kind, text) in zip(lines, rows, strict=True):
        loaded.rejected.add(line)
        message = (
            f"the line cannot be read as {width} cells ({str(kind).lower()}); mend its commas and quotes"
        )
        findings.append(Finding(table.name, line, "", "structure", message, str(text)[:200], file=table.file))
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


def _blank_rows(loaded: Loaded) -> list[Finding]:
    if not loaded.facts.blank_lines:
        return []
    table = loaded.table
    return [blank_row(table.name, table.file, line) for line, cells in read_records(table.path) if not cells]


def _bad_cells(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """Cells that are not of their field's type; they count as blank from here on."""
    name = sql.ident(loaded.table.name)
    if not _count(connection, f"SELECT COUNT(*) FROM {name} WHERE {sql.ODD}"):
        return []
    connection.execute(f"CREATE TEMP TABLE _text AS SELECT * FROM {_source(loaded, noting=False)}")
    findings = []
    for field_ in loaded.table.schema.fields:
        if field_.type != "string" and field_.name in loaded.facts.header:
            findings += _bad_cells_of(connection, loaded, field_)
    connection.execute("DROP TABLE _text")
    return findings


def _bad_cells_of(connection: duckdb.DuckDBPyConnection, loaded: Loaded, field_: Field) -> list[Finding]:
    text = f"(SELECT rowid AS {sql.ROW}, * FROM _text)"
    rows = connection.execute(sql.bad_cells_select(field_, text, _present_key(loaded))).fetchall()
    if not rows:
        return []
    loaded.bad_cells |= {(row, field_.name) for row, *_ in rows}
    numbers = ", ".join(str(row) for row, *_ in rows)
    column = sql.ident(field_.name)
    connection.execute(
        f"UPDATE {sql.ident(loaded.table.name)} SET {column} = NULL WHERE rowid IN ({numbers})"
    )
    message = f"{field_.name} must be {sql.EXPECTED[field_.type]}"
    return [
        loaded.finding("type", message, row, field_.name, value, _key(loaded, key))
        for row, value, *key in rows
    ]


def _constraints(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> Iterator[Finding]:
    schema, view = loaded.table.schema, sql.ident("_" + loaded.table.name)
    checks = sql.row_checks(schema, loaded.facts.header)
    if checks and loaded.rows:
        counted = ", ".join(f"COUNT(*) FILTER (WHERE {c.broken})" for c in checks)
        counts = connection.execute(f"SELECT {counted} FROM {view}").fetchone() or ()
        for check, count in zip(checks, counts, strict=True):
            if count:
                yield from _broken_rows(connection, loaded, check)
    keys = [("primaryKey", schema.primary_key), *(("uniqueKeys", k) for k in schema.unique_keys)]
    keys += [("unique", (f.name,)) for f in schema.fields if f.constraints.get("unique")]
    for rule, key in keys:
        if key and set(key) <= set(loaded.facts.header):
            yield from _duplicates(connection, loaded, rule, key)


def _broken_rows(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, check: sql.Check
) -> Iterator[Finding]:
    view, column = sql.ident("_" + loaded.table.name), sql.ident(check.column)
    keys = [f"CAST({sql.ident(k)} AS VARCHAR)" for k in _present_key(loaded)]
    items = ", ".join([sql.ROW, f"CAST({column} AS VARCHAR)", *keys])
    for row, value, *key in connection.execute(f"SELECT {items} FROM {view} WHERE {check.broken}").fetchall():
        if (row, check.column) not in loaded.bad_cells:
            yield loaded.finding(check.rule, check.message, row, check.column, value, _key(loaded, key))


def _present_key(loaded: Loaded) -> list[str]:
    """The columns of the primary key that the file has."""
    return [k for k in loaded.table.schema.primary_key if k in loaded.facts.header]


def _key(loaded: Loaded, values: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((k, "" if v is None else str(v)) for k, v in zip(_present_key(loaded), values, strict=True))


def _duplicates(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, rule: str, key: Sequence[str]
) -> Iterator[Finding]:
    column = key[0] if len(key) == 1 else ""
    for row, first, *values in connection.execute(
        sql.duplicates_select("_" + loaded.table.name, key)
    ).fetchall():
        message = f"the same {', '.join(key)} as on line {loaded.line(first)}"
        named = tuple(zip(key, values, strict=True))
        yield loaded.finding(rule, message, row, column, ", ".join(values), named)


def _foreign_keys(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, others: dict[str, Loaded]
) -> Iterator[Finding]:
    for key in loaded.table.schema.foreign_keys:
        target = others.get(key.resource or loaded.table.name)
        if target is None:
            yield from _no_target(loaded, key)
            continue
        present = set(key.fields) <= set(loaded.facts.header)
        if present and set(key.reference_fields) <= set(target.facts.header):
            yield from _orphans(connection, loaded, key)


def _no_target(loaded: Loaded, key: ForeignKey) -> Iterator[Finding]:
    message = f"{', '.join(key.fields)} refers to the table {key.resource!r}, which could not be read"
    yield Finding(loaded.table.name, rule="foreignKeys", message=message, file=loaded.table.file)


def _orphans(connection: duckdb.DuckDBPyConnection, loaded: Loaded, key: ForeignKey) -> Iterator[Finding]:
    where = key.resource or loaded.table.name
    query = sql.orphans_select("_" + loaded.table.name, _aimed(key, loaded.table.name), _present_key(loaded))
    for row, value, *own in connection.execute(query).fetchall():
        message = f"there is no row of {where} with {', '.join(key.reference_fields)} = {value}"
        yield loaded.finding("foreignKeys", message, row, key.fields[-1], value, _key(loaded, own))


def _aimed(key: ForeignKey, table: str) -> ForeignKey:
    return ForeignKey(key.fields, "_" + (key.resource or table), key.reference_fields)


def _rule(
    connection: duckdb.DuckDBPyConnection, rule: Rule, loaded: dict[str, Loaded], today: date
) -> Iterable[Finding]:
    """The rows that break a rule; where a table could not be read, that table's own finding stands for it."""
    if any(name not in loaded or not loaded[name].complete for name in rule.tables):
        return []
    subject = loaded[rule.subject]
    key = subject.table.schema.primary_key
    query = query_for(rule, ENGINE, today)
    try:
        names, rows = _rows(connection, query)
        if rows and key and set(key) <= set(names):
            names, rows = _rows(connection, _with_row_numbers(query, subject.table.name, key))
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        message = f"the rule cannot be run: {said}"
        return [Finding(rule.subject, rule=rule.id, message=message, file=f"validators/{rule.id}.sql")]
    return [_broken(rule, subject, dict(zip(names, row, strict=True))) for row in rows]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    result = connection.execute(query)
    return [d[0] for d in result.description or ()], result.fetchall()


def _with_row_numbers(query: str, table: str, key: Sequence[str]) -> str:
    """The rows of a rule's query, each with the number of the table's row that has its key."""
    match = " AND ".join(f"_found.{sql.ident(k)} = _of.{sql.ident(k)}" for k in key)
    of = f"(SELECT rowid AS {sql.ROW}, * FROM {sql.ident(table)})"
    return f"SELECT _found.*, _of.{sql.ROW} FROM ({query}\n) AS _found LEFT JOIN {of} AS _of ON {match}"


def _broken(rule: Rule, subject: Loaded, row: dict[str, Any]) -> Finding:
    key = tuple((k, str(row[k])) for k in subject.table.schema.primary_key if row.get(k) is not None)
    number, value = row.get(sql.ROW), row.get("value")
    return Finding(
        table=rule.subject,
        line=-1 if number is None else subject.line(number),
        column=rule.column,
        rule=rule.id,
        message=str(row.get("message") or rule.title),
        value="" if value is None else str(value),
        severity=rule.severity,
        file=subject.table.file,
        key=key,
    )
