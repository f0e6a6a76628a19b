"""A declared view asked without a database file: the same query, over tables in memory."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from wartally.frames import storage_type, table_frame
from wartally.package import Package
from wartally.sqlite import ddl
from wartally.sqlite.build import views

__all__ = ["ask"]


def ask(package: Package, view: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows that the view called `view` has for a package; dates are text, as in SQLite.

    Only for views that read tables alone. Raises DataError if a table cannot be read.
    """
    asked = next(v for v in views() if v.name == view)
    with closing(sqlite3.connect(":memory:")) as db:
        for name in sorted(asked.needs - asked.own):
            table = package.table(name)
            db.execute(ddl.create_table_sql(table.schema))
            rows = table_frame(table, storage_type)
            db.executemany(ddl.insert_sql(table.schema), rows.iter_rows())
        found = db.execute(asked.query)
        return [column[0] for column in found.description], found.fetchall()
