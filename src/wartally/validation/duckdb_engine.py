"""The default engine: DuckDB reads the files, casts every cell and lists all that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from wartally.package import Package, Table
from wartally.schema import ForeignKey
from wartally.validation import compile as sql
from wartally.validation.findings import Finding, Report, report_of
from wartally.validation.rules import Rule, query_for
from wartally.validation.structure import FileFacts, check_file, examine, row_lines

__all__ = ["ENGINE", "Loaded", "connect", "load_table", "validate"]

ENGINE = "duckdb"
_MEMORY_LIMIT = "768MB"


@dataclass
class Loaded:
    """A table as it stands in the engine: which columns were there, and how rows map to lines."""

    table: Table
    facts: FileFacts
    rows: int = 0
    rejected: bool = False
    complete: bool = True
    bad_cells: set[tuple[int, str]] = field(default_factory=set)
    _lines: list[int] | None = None

    def line(self, row: int) -> int:
        """The line of the file on which data row number `row` (from 0) begins."""
        in_step = not (self.rejected or self.facts.blank_lines) and self.facts.lines == self.rows + 1
        if in_step or row < 0:
            return row + 2
        if self._lines is None:
            self._lines = row_lines(self.table.path, len(self.facts.header))
        return self._lines[row] if row < len(self._lines) else -1

    def finding(self, rule: str, message: str, row: int, column: str, value: Any, key: Any = ()) -> Finding:
        """A finding about one cell or row of this table."""
        said = "" if value is None else str(value)
        return Finding(self.table.name, self.line(row), column, rule, message, said, file=self.table.file, key=key)


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
        message = f"the file cannot be read ({error.strerror}); every table of schemas/ needs one"
        findings.append(Finding(table.name, rule="missing_file", message=message, file=table.file))
        return None
    findings += check_file(facts, table.schema, table.file, table.resource)
    loaded = Loaded(table, facts)
    loaded.complete = set(table.schema.field_names) <= set(facts.header)
    unreadable = facts.size == 0 or facts.bad_byte or facts.nul or len(set(facts.header)) != len(facts.header)
    if unreadable or not set(facts.header) & set(table.schema.field_names):
        return None
    source = _source(loaded)
    columns = ", ".join(sql.typed_columns(table.schema, facts.header))
    name = sql.ident(table.name)
    try:
        connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM {source}")
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        findings.append(Finding(table.name, rule="structure", message=said, file=table.file))
        return None
    loaded.rows = _count(connection, f"SELECT COUNT(*) FROM {name}")
    findings += _rejected(connection, loaded)
    findings += _bad_cells(connection, loaded, source)
    return loaded


def _source(loaded: Loaded) -> str:
    columns = ", ".join(f"{sql.literal(c)}: 'VARCHAR'" for c in loaded.facts.header)
    nulls = ", ".join(sql.literal(v) for v in loaded.table.schema.missing_values)
    return (
        f"read_csv({sql.literal(loaded.table.path)}, auto_detect=false, header=true, delim=',', quote='\"', "
        f"escape='\"', columns={{{columns}}}, nullstr=[{nulls}], store_rejects=true, rejects_limit=0, "
        "strict_mode=true, null_padding=false, max_line_size=16777216)"
    )


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _rejected(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> Iterator[Finding]:
    """Lines that are not rows of the header's width, as the reader noted them; the notes are cleared."""
    width = len(loaded.facts.header)
    rows = connection.execute("SELECT DISTINCT line, error_type, csv_line FROM reject_errors ORDER BY line").fetchall()
    for line, kind, text in rows:
        loaded.rejected = True
        message = f"the line cannot be read as {width} cells ({str(kind).lower()}); mend its commas and quotes"
        yield Finding(
            loaded.table.name, int(line), "", "structure", message, str(text)[:200], file=loaded.table.file
        )
    if rows:
        connection.execute("DROP TABLE IF EXISTS reject_errors")
        connection.execute("DROP TABLE IF EXISTS reject_scans")


def _bad_cells(connection: duckdb.DuckDBPyConnection, loaded: Loaded, source: str) -> Iterator[Finding]:
    name = sql.ident(loaded.table.name)
    connection.execute(f"CREATE VIEW {sql.ident('_' + loaded.table.name)} AS SELECT rowid AS {sql.ROW}, * FROM {name}")
    if not _count(connection, f"SELECT COUNT(*) FROM {name} WHERE {sql.ODD}"):
        return
    connection.execute(f"CREATE OR REPLACE TEMP TABLE _text AS SELECT * FROM {source}")
    text = f"(SELECT rowid AS {sql.ROW}, * FROM _text)"
    for field_ in loaded.table.schema.fields:
        if field_.type == "string" or field_.name not in loaded.facts.header:
            continue
        for row, value in connection.execute(sql.bad_cells_select(field_, text)).fetchall():
            loaded.bad_cells.add((row, field_.name))
            message = f"{field_.name} must be {sql.EXPECTED[field_.type]}"
            yield loaded.finding("type", message, row, field_.name, value)
    connection.execute("DROP TABLE _text")


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


def _broken_rows(connection: duckdb.DuckDBPyConnection, loaded: Loaded, check: sql.Check) -> Iterator[Finding]:
    view, column = sql.ident("_" + loaded.table.name), sql.ident(check.column)
    items = ", ".join([sql.ROW, f"CAST({column} AS VARCHAR)", *_key_items(loaded)])
    for row, value, *key in connection.execute(f"SELECT {items} FROM {view} WHERE {check.broken}").fetchall():
        if (row, check.column) not in loaded.bad_cells:
            yield loaded.finding(check.rule, check.message, row, check.column, value, _key(loaded, key))


def _key_items(loaded: Loaded) -> list[str]:
    present = [k for k in loaded.table.schema.primary_key if k in loaded.facts.header]
    return [f"CAST({sql.ident(k)} AS VARCHAR)" for k in present]


def _key(loaded: Loaded, values: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    present = [k for k in loaded.table.schema.primary_key if k in loaded.facts.header]
    return tuple((k, "" if v is None else str(v)) for k, v in zip(present, values, strict=True))


def _duplicates(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, rule: str, key: Sequence[str]
) -> Iterator[Finding]:
    view = "_" + loaded.table.name
    rows = connection.execute(sql.duplicates_select(view, key)).fetchall()
    for row, first in rows:
        values = _values(connection, loaded, row, key)
        message = f"the same {', '.join(key)} as on line {loaded.line(first)}"
        yield loaded.finding(rule, message, row, key[0] if len(key) == 1 else "", ", ".join(v for _, v in values), values)


def _values(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, row: int, names: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    items = ", ".join(f"CAST({sql.ident(n)} AS VARCHAR)" for n in names)
    table = sql.ident(loaded.table.name)
    found = connection.execute(f"SELECT {items} FROM {table} WHERE rowid = ?", [row]).fetchone() or ()
    return tuple((n, "" if v is None else str(v)) for n, v in zip(names, found, strict=True))


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
    query = sql.orphans_select("_" + loaded.table.name, _aimed(key, loaded.table.name))
    column = key.fields[-1]
    for row, value in connection.execute(query).fetchall():
        if any((row, name) in loaded.bad_cells for name in key.fields):
            continue
        message = f"there is no row of {where} with {', '.join(key.reference_fields)} = {value}"
        own = _values(connection, loaded, row, loaded.table.schema.primary_key)
        yield loaded.finding("foreignKeys", message, row, column, value, own)


def _aimed(key: ForeignKey, table: str) -> ForeignKey:
    return ForeignKey(key.fields, "_" + (key.resource or table), key.reference_fields)


def _rule(
    connection: duckdb.DuckDBPyConnection, rule: Rule, loaded: dict[str, Loaded], today: date
) -> Iterable[Finding]:
    """The rows that break a rule; a rule over a table that could not be read is left to that table's finding."""
    if any(name not in loaded or not loaded[name].complete for name in rule.tables):
        return []
    subject = loaded[rule.subject]
    try:
        result = connection.execute(query_for(rule, ENGINE, today))
        names = [d[0] for d in result.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        return [Finding(rule.subject, rule=rule.id, message=f"the rule cannot be run: {said}", file=f"validators/{rule.id}.sql")]
    return [_broken(connection, rule, subject, row) for row in rows]


def _broken(connection: duckdb.DuckDBPyConnection, rule: Rule, subject: Loaded, row: dict[str, Any]) -> Finding:
    key = tuple((k, str(row[k])) for k in subject.table.schema.primary_key if row.get(k) is not None)
    number = _row_number(connection, subject, row) if len(key) == len(subject.table.schema.primary_key) else None
    value = row.get("value")
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


def _row_number(connection: duckdb.DuckDBPyConnection, subject: Loaded, row: dict[str, Any]) -> int | None:
    key = subject.table.schema.primary_key
    where = " AND ".join(f"{sql.ident(k)} = ?" for k in key)
    table = sql.ident(subject.table.name)
    found = connection.execute(f"SELECT rowid FROM {table} WHERE {where}", [row[k] for k in key]).fetchone()
    return int(found[0]) if found else None
