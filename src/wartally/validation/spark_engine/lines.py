"""Plain CSV files as lines with their numbers, cut into cells as DuckDB's strict reader cuts them.

Spark splits a file anywhere and numbers nothing, but the pieces of a file keep their order. So each line gets
the number of its piece and its place in it (`_row`), and the lines of each piece are counted with the first
query that reads them all: the number of a line follows, however the file was split.
"""

from __future__ import annotations

import re
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from wartally.schema import TableSchema
from wartally.sources.table import Table
from wartally.validation.compile import ROW
from wartally.validation.spark_engine.dialect import spark_name, sql_text
from wartally.validation.structure import FileFacts

__all__ = ["BLANK", "KIND", "PIECE", "SAID", "TORN", "cells", "is_plain", "local_path"]

KIND, SAID = "_kind", "_said"
# The piece of a file that a row was read in, from its number.
PIECE = f"shiftright({ROW}, 33)"
# What may be wrong with a line; `TORN` is for quotes that only a reader of the whole file can judge.
BLANK, TORN = "blank", "torn"
# How much of a line that is no row is shown.
_SHOWN = 200
_QUOTED = '"[^"]*+(?:""[^"]*+)*+"'
# Signs that the reader of folders takes for wildcards.
_GLOB = re.compile(r"([][{}*?\\])")


def is_plain(table: Table, facts: FileFacts) -> bool:
    """True if lines are rows, as far as can be told before they are read, and Spark can open the file."""
    name = table.path.name
    return (
        facts.odd_end is None
        and not any("\n" in column or "\r" in column for column in facts.header)
        and not name.startswith(("_", "."))
        and ":" not in name
    )


def local_path(path: Path) -> str:
    """The address by which Spark opens a file of this machine."""
    return "file:" + _GLOB.sub(r"\\\1", str(path.resolve()))


def cells(spark: SparkSession, table: Table, facts: FileFacts) -> DataFrame:
    """The lines below the header: number, what is wrong with the line, its text then, and its cells.

    The cells are named by the header, and hold text, NULL where the text stands for a missing value.
    """
    width = len(facts.header)
    return (
        spark.read.option("lineSep", "\n")
        .text(local_path(table.path))
        .selectExpr(f"monotonically_increasing_id() AS {ROW}", f"{_ended(facts)} AS _line")
        .filter(f"{ROW} <> 0")
        .selectExpr(ROW, "_line", f"{_cut(facts, table.dialect.delimiter)} AS _cells")
        .selectExpr(ROW, "_line", "_cells", f"{_kind(width)} AS {KIND}")
        .selectExpr(
            *(ROW, KIND),
            f"CASE WHEN {KIND} IS NOT NULL THEN substr(_line, 1, {_SHOWN}) END AS {SAID}",
            *(_cell(table.schema, n, name) for n, name in enumerate(facts.header)),
        )
    )


def _ended(facts: FileFacts) -> str:
    """The line without the first half of its end."""
    if not facts.crlf:
        return "value"
    return "CASE WHEN endswith(value, '\\r') THEN substr(value, 1, length(value) - 1) ELSE value END"


def _cut(facts: FileFacts, delimiter: str) -> str:
    """The cells of a line as an array, NULL if its quotes are not in order."""
    mark, literal = re.escape(delimiter), sql_text(delimiter)
    plain = f"split(_line, {sql_text(mark)}, -1)"
    if not facts.quoted:
        return plain
    cell = f'(?:{_QUOTED}|[^"{mark}]*+)'
    texts = f"regexp_extract_all(concat({literal}, _line), {sql_text(f'{mark}({cell})')}, 1)"
    bare = """CASE WHEN startswith(x, '"') THEN replace(substr(x, 2, length(x) - 2), '""', '"') ELSE x END"""
    sound = sql_text(f"(?d)^{cell}(?:{mark}{cell})*+$")
    return (
        f"CASE WHEN instr(_line, '\"') = 0 THEN {plain} "
        f"WHEN _line RLIKE {sound} THEN transform({texts}, x -> {bare}) END"
    )


def _kind(width: int) -> str:
    return (
        f"CASE WHEN _line = '' THEN '{BLANK}' WHEN _cells IS NULL THEN '{TORN}' "
        f"WHEN size(_cells) < {width} THEN 'missing columns' "
        f"WHEN size(_cells) > {width} THEN 'too many columns' END"
    )


def _cell(schema: TableSchema, number: int, name: str) -> str:
    declared = name in schema.field_names
    missing = schema.missing_of(schema.field_of(name)) if declared else schema.missing_values
    cell, texts = f"get(_cells, {number})", ", ".join(sql_text(text) for text in missing)
    known = f"CASE WHEN {cell} NOT IN ({texts}) THEN {cell} END" if missing else cell
    return f"{known} AS {spark_name(name)}"
