"""The engine that runs the pandera models on polars frames.

It reads each file as text, lists the cells that are not of their type, and hands the typed
frame to the compiled model. A model sees one table: foreign keys and the rules in
`validators/` are beyond it and are not run, and the report says so with 0 rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl
from pandera.errors import SchemaErrors

from wartally.cells import reader
from wartally.frames import series
from wartally.models import model
from wartally.package import Package, Table
from wartally.schema import Field, TableSchema
from wartally.validation import compile as sql
from wartally.validation.findings import Finding, Report, report_of
from wartally.validation.running import step
from wartally.validation.source import Opened, opened
from wartally.validation.structure import FileFacts, blank_row, read_records

__all__ = ["ENGINE", "validate"]

ENGINE = "pandera"
_OUTPUT = "check_output"
# A text that no cell has, in the place of those without a value.
_NOTHING = "\ue000"


@dataclass
class _Text:
    """The rows of a file as text, in columns of the header, and the line each begins on."""

    table: Table
    schema: TableSchema
    frame: pl.DataFrame
    lines: list[tuple[str, int]]
    bad_cells: set[tuple[int, str]] = field(default_factory=set)

    def finding(
        self, rule: str, message: str, row: int, column: str, value: Any, key: tuple[str, ...]
    ) -> Finding:
        """A finding about one cell or row, with the columns `key` as its key."""
        said = "" if value is None else str(value)
        named = tuple((name, self.frame[name][row] or "") for name in key)
        file, line = self.lines[row]
        return Finding(self.table.name, line, column, rule, message, said, file=file, key=named)


def validate(package: Package, today: date) -> Report:
    """All findings about a package's files, cells and keys; `today` is not needed, since no rule is run.

    Raises DescriptorError or SchemaError if the package itself cannot be read.
    """
    del today
    findings: list[Finding] = []
    counts = [(table.name, _table(table, findings)) for table in package.tables.values()]
    return report_of(ENGINE, counts, 0, findings)


def _table(table: Table, findings: list[Finding]) -> int:
    """Add the findings about one table; returns how many rows could be read."""
    step("checking", table.name)
    ready = opened(table)
    findings += ready.findings
    facts = ready.facts
    if facts is None or not facts.readable(table.schema):
        return 0
    text = _read(ready, facts, findings)
    typed = _typed(text, findings)
    findings += _broken(text, typed)
    return typed.height


def _read(ready: Opened, facts: FileFacts, findings: list[Finding]) -> _Text:
    table = ready.table
    rows: list[list[str | None]] = []
    lines: list[tuple[str, int]] = []
    usual = table.schema.missing_values
    blank = {field.name: table.schema.missing_of(field) for field in table.schema.fields}
    for line, cells in read_records(table.path, table.dialect.delimiter):
        if len(cells) == len(facts.header):
            pairs = zip(facts.header, cells, strict=True)
            rows.append([None if cell in blank.get(name, usual) else cell for name, cell in pairs])
            lines.append(ready.place(len(lines)) or (table.file, line))
        else:
            findings.append(_misfit(table, line, cells, len(facts.header)))
    columns = dict.fromkeys(facts.header, pl.String)
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return _Text(table, _present(table.schema, facts.header), frame, lines)


def _misfit(table: Table, line: int, cells: list[str], width: int) -> Finding:
    if not cells:
        return blank_row(table.name, table.file, line)
    message = f"the line has {len(cells)} cells where the header has {width}; mend its commas and quotes"
    return Finding(table.name, line, "", "structure", message, ",".join(cells)[:200], file=table.file)


def _present(schema: TableSchema, header: list[str]) -> TableSchema:
    """The part of a schema that a file with these columns can be held to."""
    return replace(
        schema,
        fields=tuple(f for f in schema.fields if f.name in header),
        primary_key=schema.primary_key if set(schema.primary_key) <= set(header) else (),
        unique_keys=tuple(k for k in schema.unique_keys if set(k) <= set(header)),
    )


def _typed(text: _Text, findings: list[Finding]) -> pl.DataFrame:
    """The frame in the schema's types; a cell that is not of its type is a finding and counts as blank."""
    columns = []
    for field_ in text.schema.fields:
        column = text.frame[field_.name]
        typed = _cast(field_, column)
        columns.append(typed)
        for row in (typed.is_null() & column.is_not_null()).arg_true():
            text.bad_cells.add((row, field_.name))
            message = f"{field_.name} must be {sql.expected(field_)}"
            key = text.schema.primary_key
            findings.append(text.finding("type", message, row, field_.name, column[row], key))
    return pl.DataFrame(columns)


def _cast(field_: Field, column: pl.Series) -> pl.Series:
    """The typed values of a column of text, null where the text is not of the type."""
    if sql.is_text(field_):
        return column
    read = reader(field_)
    good: dict[str | None, bool] = {None: False}
    for text in column.unique().drop_nulls().to_list():
        try:
            read(text)
        except ValueError:
            good[text] = False
        else:
            good[text] = True
    # What stands for no value was set to null when the file was read.
    texts = [text if good[text] else _NOTHING for text in column.to_list()]
    return series(field_, texts, [_NOTHING])


def _broken(text: _Text, typed: pl.DataFrame) -> Iterator[Finding]:
    """The model's failure cases as findings."""
    messages = {(c.rule, c.column): c.message for c in sql.row_checks(text.schema, typed.columns)}
    try:
        model(text.schema).validate(typed, lazy=True)
    except SchemaErrors as failed:
        for error in failed.schema_errors:
            failing = (~error.check_output[_OUTPUT]).arg_true().to_list()
            if getattr(error.check, "name", "") in ("primaryKey", "uniqueKeys", "unique"):
                yield from _repeated(text, error.check, failing)
                continue
            rule = "required" if error.check == "not_nullable" else error.check.name
            column = error.schema.name
            for row in failing:
                if (row, column) not in text.bad_cells:
                    value = text.frame[column][row]
                    yield text.finding(
                        rule, messages[rule, column], row, column, value, text.schema.primary_key
                    )


def _repeated(text: _Text, check: Any, rows: list[int]) -> Iterator[Finding]:
    key = check.statistics["columns"]
    column = key[0] if len(key) == 1 else ""
    for row in rows:
        value = ", ".join(text.frame[name][row] for name in key)
        message = f"the same {', '.join(key)} as on an earlier line"
        yield text.finding(check.name, message, row, column, value, key)
