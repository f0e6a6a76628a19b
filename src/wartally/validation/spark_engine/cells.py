"""What is wrong with lines and cells: no rows, no values of their type, constraints that one row breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pyspark.sql import Row

from wartally.validation import compile as sql
from wartally.validation.findings import Finding
from wartally.validation.saying import key_of, not_a_row, not_listed, present_key
from wartally.validation.spark_engine.asking import Asking
from wartally.validation.spark_engine.columns import BAD, broken
from wartally.validation.spark_engine.dialect import spark_name
from wartally.validation.spark_engine.lines import BLANK, KIND, SAID
from wartally.validation.spark_engine.tables import Loaded
from wartally.validation.spark_engine.texts import as_text
from wartally.validation.structure import blank_row

__all__ = ["cell_findings"]


def cell_findings(asking: Asking, tables: Iterable[Loaded]) -> Iterator[Finding]:
    """The findings about single lines and rows, of the tables in which any were counted."""
    faulty = {loaded.number: loaded for loaded in tables if loaded.faulty}
    listed: Counter[int] = Counter()
    for row in asking.rows([_selecting(loaded, asking.most) for loaded in faulty.values()]):
        loaded = faulty[row.number]
        listed[row.number] += 1
        yield from _line_findings(loaded, row)
        yield from _bad_cells(loaded, row)
        yield from _broken(loaded, row)
    for number, loaded in faulty.items():
        if loaded.faulty > listed[number]:
            rest = f"{loaded.faulty - listed[number]:,}"
            yield not_listed(loaded.table.name, "rows", rest, "structure", loaded.table.file)


def _selecting(loaded: Loaded, most: int) -> str:
    """The lines of which there is anything to say, and all that is wrong with each."""
    schema = loaded.table.schema
    found = [n for n, count in enumerate(loaded.broken) if count]
    tests = {n: f"{loaded.is_row} AND {broken(schema, loaded.checks[n])}" for n in found}
    breaks = [
        f"CASE WHEN {test} THEN named_struct('check', {n}, 'value', "
        f"CAST({spark_name(loaded.checks[n].column)} AS STRING)) END"
        for n, test in tests.items()
    ]
    listed = f"array_compact(array({', '.join(breaks)}))" if breaks else "NULL"
    key = [f"CAST({spark_name(k)} AS STRING)" for k in present_key(schema, loaded.facts.header)]
    keys = f"array({', '.join(key)})" if key else "array()"
    wrong = " OR ".join([f"{KIND} IS NOT NULL", f"{BAD} IS NOT NULL", *(f"({t})" for t in tests.values())])
    return (
        f"SELECT {loaded.number} AS number, {sql.ROW} AS row, {KIND} AS kind, {SAID} AS said, {BAD} AS bad, "
        f"CAST({keys} AS ARRAY<STRING>) AS key, "
        f"CAST({listed} AS ARRAY<STRUCT<check: INT, value: STRING>>) AS broken "
        f"FROM {loaded.lines_view} WHERE {wrong} LIMIT {most}"
    )


def _line_findings(loaded: Loaded, row: Row) -> Iterator[Finding]:
    if row.kind is None:
        return
    table = loaded.table
    file, line = loaded.place(row.row)
    if row.kind == BLANK:
        yield blank_row(table.name, file, line)
        return
    yield loaded.finding("structure", not_a_row(len(loaded.facts.header), row.kind), row.row, "", row.said)


def _bad_cells(loaded: Loaded, row: Row) -> Iterator[Finding]:
    if row.bad is None or (row.kind is not None and row.kind != BLANK):
        return
    schema = loaded.table.schema
    key = key_of(present_key(schema, loaded.facts.header), row.bad.key)
    for cell in row.bad.cells:
        field = schema.fields[cell.field]
        message = f"{field.name} must be {sql.expected(field)}"
        yield loaded.finding("type", message, row.row, field.name, cell.text, key)


def _broken(loaded: Loaded, row: Row) -> Iterator[Finding]:
    schema = loaded.table.schema
    names = present_key(schema, loaded.facts.header)
    for broken_ in row.broken or ():
        check = loaded.checks[broken_.check]
        key = key_of(names, _texts(loaded, names, row.key))
        value = as_text(broken_.value, loaded.types[check.column])
        yield loaded.finding(check.rule, check.message, row.row, check.column, value, key)


def _texts(loaded: Loaded, names: Sequence[str], values: Sequence[str | None]) -> list[str | None]:
    return [as_text(v, loaded.types[k]) for k, v in zip(names, values, strict=True)]
