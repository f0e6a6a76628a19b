"""The floor: DuckDB's own typed read of losses.csv into a table in memory; it checks types and nothing else.

python benchmarks/peers/duckdb_read.py PACKAGE
"""

from __future__ import annotations

import sys

import duckdb

COLUMNS = {
    "series_id": "VARCHAR",
    "report_date": "DATE",
    "category_id": "VARCHAR",
    "cumulative": "BIGINT",
    "printed_increase": "BIGINT",
    "change": "BIGINT",
    "obs_status": "VARCHAR",
    "basis": "VARCHAR",
    "readings": "BIGINT",
    "agreeing": "BIGINT",
    "entry_id": "VARCHAR",
}

with duckdb.connect() as db:
    db.execute(
        f"CREATE TABLE losses AS SELECT * FROM read_csv('{sys.argv[1]}/data/losses.csv', header = true, "
        f"auto_detect = false, delim = ',', quote = '\"', columns = {COLUMNS})"
    )
    print(db.execute("SELECT COUNT(*) FROM losses").fetchone())
