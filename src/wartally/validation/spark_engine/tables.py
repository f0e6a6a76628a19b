"""Tables as they stand in Spark: cached frames, their views, and what one query over all rows tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame

from wartally.sources.table import Table
from wartally.validation import compile as sql
from wartally.validation.findings import Finding
from wartally.validation.saying import same_place
from wartally.validation.source import Opened
from wartally.validation.spark_engine.asking import Asking
from wartally.validation.spark_engine.columns import BAD, broken, duckdb_types, held, valued
from wartally.validation.spark_engine.dialect import spark_name
from wartally.validation.spark_engine.lines import BLANK, KIND, PIECE, SAID, TORN
from wartally.validation.structure import FileFacts

__all__ = ["Loaded", "known", "look", "stand"]

# A row's number: the piece of the file above these bits, its place in the piece below.
_BITS = 33
Place = tuple[str, int]


@dataclass
class Loaded:
    """One table: what was found of its file, the frame of its lines, and what was counted in them."""

    opened: Opened
    table: Table
    facts: FileFacts
    number: int
    frame: DataFrame
    checks: Sequence[sql.Check]
    rows: int = 0
    torn: int = 0
    faulty: int = 0
    broken: list[int] = field(default_factory=list)
    before: dict[int, int] = field(default_factory=dict)
    place_of: Callable[[int], Place] | None = None
    head: int = 1
    numbered: bool = False

    @property
    def complete(self) -> bool:
        """True if the file has every column of the schema."""
        return set(self.table.schema.field_names) <= set(self.facts.header)

    @property
    def lines_view(self) -> str:
        """The view of all lines, rows or not."""
        return f"_lines_{self.number}"

    @property
    def view(self) -> str:
        """The view of the numbered rows, as the compiled queries know it."""
        return sql.view_name(self.table.name)

    @property
    def types(self) -> Mapping[str, str]:
        """The types of the present columns in DuckDB's names."""
        return duckdb_types(self.table.schema, self.facts.header)

    @property
    def is_row(self) -> str:
        """The predicate of a line that is a row: a blank one is, where one cell makes a row."""
        one = f" OR {KIND} = '{BLANK}'" if len(self.facts.header) == 1 else ""
        return f"({KIND} IS NULL{one})"

    def order(self, row: int) -> int:
        """The place of a line among all below the header, from 0, by its number."""
        piece, place = row >> _BITS, row & ((1 << _BITS) - 1)
        return row if self.numbered else self.before[piece] + place - self.head

    def place(self, row: int) -> Place:
        """The file and the line (-1 if it has none) on which the row of this number begins."""
        order = self.order(row)
        if self.place_of:
            return self.place_of(order)
        return self.opened.place(order) or (self.table.file, order + 2)

    def where(self, row: int, beside: int) -> str:
        """Where a row is, in words, for a message about the row `beside` it."""
        (file, line), (other, _) = self.place(row), self.place(beside)
        return same_place(file, line, self.order(row), other)

    def finding(self, rule: str, message: str, row: int, column: str, value: Any, key: Any = ()) -> Finding:
        """A finding about one cell or row of this table."""
        said = "" if value is None else str(value)
        file, line = self.place(row)
        return Finding(self.table.name, line, column, rule, message, said, file=file, key=key)


def stand(asking: Asking, opened: Opened, number: int, text: DataFrame) -> Loaded:
    """The table whose lines are the frame `text`, its cells cast to values."""
    assert opened.facts is not None
    schema, header = opened.table.schema, opened.facts.header
    cast = text.selectExpr("*", *valued(schema, header))
    return known(asking, opened, number, cast.selectExpr(sql.ROW, KIND, SAID, *held(schema, header)))


def known(asking: Asking, opened: Opened, number: int, cast: DataFrame) -> Loaded:
    """The table whose lines are the frame `cast`, kept for the queries to come, and named for them.

    Two views are of its rows: one in the table's name, of its columns alone, for the rules, and one with
    the rows' numbers.
    """
    assert opened.facts is not None
    table, facts = opened.table, opened.facts
    schema, header = table.schema, facts.header
    frame = asking.kept(cast)
    loaded = Loaded(opened, table, facts, number, frame, sql.row_checks(schema, header))
    columns = [spark_name(name) for name in header if name in schema.field_names]
    frame.createOrReplaceTempView(loaded.lines_view)
    rows = frame.filter(loaded.is_row)
    rows.selectExpr(sql.ROW, *columns).createOrReplaceTempView(spark_name(loaded.view))
    rows.selectExpr(*columns).createOrReplaceTempView(spark_name(table.name))
    return loaded


def look(asking: Asking, tables: Iterable[Loaded]) -> None:
    """Read the tables; count the lines of each piece of a file, its rows, and those that break anything."""
    read: dict[int, int] = {}
    by_number = {loaded.number: loaded for loaded in tables}
    for row in sorted(asking.rows([_counting(loaded) for loaded in by_number.values()])):
        loaded = by_number[row.number]
        loaded.broken = loaded.broken or [0] * len(loaded.checks)
        loaded.rows += row.rows
        loaded.torn += row.torn
        loaded.faulty += row.faulty
        loaded.broken = [a + b for a, b in zip(loaded.broken, row.broken, strict=True)]
        # The first piece holds the header too, which was left out before lines were counted.
        loaded.before[row.piece] = read.get(row.number, 0)
        read[row.number] = read.get(row.number, loaded.head) + row.lines


def _counting(loaded: Loaded) -> str:
    """How many lines of each piece there are, how many are rows, and how many rows break each check."""
    schema = loaded.table.schema
    tests = [f"({loaded.is_row} AND {broken(schema, check)})" for check in loaded.checks]
    counts = [f"count_if({test})" for test in tests]
    wrong = " OR ".join([f"{KIND} IS NOT NULL", f"{BAD} IS NOT NULL", *tests])
    counted = f"array({', '.join(counts)})" if counts else "CAST(array() AS ARRAY<BIGINT>)"
    return (
        f"SELECT {loaded.number} AS number, {PIECE} AS piece, count(*) AS lines, "
        f"count_if({loaded.is_row}) AS rows, count_if({KIND} = '{TORN}') AS torn, "
        f"count_if({wrong}) AS faulty, {counted} AS broken "
        f"FROM {loaded.lines_view} GROUP BY {PIECE}"
    )
