"""A package's files into tables of Spark, each the way its lines allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from wartally.sources.table import Table
from wartally.validation import compile as sql
from wartally.validation.duckdb_engine.rewriting import rewrite
from wartally.validation.findings import Finding
from wartally.validation.running import step
from wartally.validation.source import Opened, opened
from wartally.validation.spark_engine.asking import Asking
from wartally.validation.spark_engine.dialect import spark_name
from wartally.validation.spark_engine.lines import KIND, SAID, cells, is_plain
from wartally.validation.spark_engine.parquet import file_of, native, opened_natively, values
from wartally.validation.spark_engine.tables import Loaded, known, look, stand
from wartally.validation.structure import FileFacts

__all__ = ["Ready", "load_tables", "readable"]


@dataclass(frozen=True)
class Ready:
    """A table that can be read, the facts of its file, and how it was opened."""

    table: Table
    facts: FileFacts
    opened: Opened
    native: bool


def readable(tables: Iterable[Table], findings: list[Finding]) -> list[Ready]:
    """The tables whose files can be read; what is wrong with a file as a whole goes to `findings`."""
    ready = []
    for table in tables:
        found = opened_natively(table) or opened(table)
        findings += found.findings
        if found.facts is not None and found.facts.readable(found.table.schema):
            native = found.copy is None and found.table.format == "parquet"
            ready.append(Ready(found.table, found.facts, found, native))
    return ready


def load_tables(asking: Asking, ready: Iterable[Ready], findings: list[Finding]) -> dict[str, Loaded]:
    """The tables by name, read and counted; what no reader can make rows of goes to `findings`."""
    loaded: dict[str, Loaded] = {}
    again = {}
    for number, one in enumerate(ready):
        step("reading", one.table.name)
        if one.native:
            loaded[one.table.name] = _native(asking, one.opened, number)
        elif is_plain(one.table, one.facts):
            frame = cells(asking.spark, one.table, one.facts)
            loaded[one.table.name] = stand(asking, one.opened, number, frame)
        else:
            again[number] = one
    look(asking, loaded.values())
    for number, one in enumerate(ready):
        if one.table.name in loaded and loaded[one.table.name].torn:
            asking.drop(loaded.pop(one.table.name).frame)
            again[number] = one
    rewritten = [_rewritten(asking, one, number, findings) for number, one in again.items()]
    loaded |= {table.table.name: table for table in rewritten if table}
    look(asking, [table for table in rewritten if table])
    return loaded


def _native(asking: Asking, opened_: Opened, number: int) -> Loaded:
    """A table of Parquet files."""
    loaded = known(asking, opened_, number, values(asking.spark, opened_))
    loaded.place_of, loaded.head = partial(native, opened_, file_of(opened_)), 0
    return loaded


def _rewritten(asking: Asking, one: Ready, number: int, findings: list[Finding]) -> Loaded | None:
    """Load a table whose lines are not its rows from a copy whose rows are numbered."""
    target = asking.scratch / f"rewritten-{number}.parquet"
    rows, found = rewrite(one.opened, target)
    findings += found
    if rows is None:
        return None
    nothing = "CAST(NULL AS STRING)"
    frame = asking.spark.read.parquet(f"file:{target}").selectExpr(
        *(sql.ROW, f"{nothing} AS {KIND}", f"{nothing} AS {SAID}"),
        *(spark_name(name) for name in one.facts.header),
    )
    loaded = stand(asking, one.opened, number, frame)
    loaded.place_of, loaded.numbered = rows.place, True
    return loaded
