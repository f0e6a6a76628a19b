"""A file whose lines are not its rows, rewritten as text in Parquet, for engines that split files."""

from __future__ import annotations

from pathlib import Path

import duckdb

from wartally.validation import compile as sql
from wartally.validation.duckdb_engine.loading import (
    Loaded,
    blank_rows,
    rejected_lines,
    source,
    unreadable,
)
from wartally.validation.findings import Finding
from wartally.validation.source import Opened

__all__ = ["rewrite"]


def rewrite(opened: Opened, target: Path) -> tuple[Loaded | None, list[Finding]]:
    """Write the rows of a table to `target`: `_row`, from 0, and each cell as text, in file order.

    What comes back tells the place of each row; None if the file cannot be read at all. The findings are
    about lines that are no rows. The table must have been opened, and be readable.
    """
    assert opened.facts is not None
    loaded = Loaded(opened.table, opened.facts, opened=opened)
    columns = ", ".join(sql.ident(name) for name in opened.facts.header)
    with duckdb.connect(":memory:") as connection:
        rows = f"SELECT row_number() OVER () - 1 AS {sql.ROW}, {columns} FROM {source(loaded)}"
        try:
            connection.execute(f"COPY ({rows}) TO {sql.literal(target)} (FORMAT parquet)")
        except duckdb.Error as error:
            return None, [unreadable(loaded, error)]
        counted = connection.execute(f"SELECT COUNT(*) FROM read_parquet({sql.literal(target)})").fetchone()
        loaded.rows = counted[0] if counted else 0
        findings = [*rejected_lines(connection, loaded), *blank_rows(loaded)]
    return loaded, findings
