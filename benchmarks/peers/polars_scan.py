"""The floor: a typed scan of losses.csv by polars, which looks at every cell and keeps none.

python benchmarks/peers/polars_scan.py PACKAGE
"""

from __future__ import annotations

import sys

import polars as pl

TYPES = {
    "series_id": pl.String,
    "report_date": pl.Date,
    "category_id": pl.String,
    "cumulative": pl.Int64,
    "printed_increase": pl.Int64,
    "change": pl.Int64,
    "obs_status": pl.String,
    "basis": pl.String,
    "readings": pl.Int64,
    "agreeing": pl.Int64,
    "entry_id": pl.String,
}

rows = pl.scan_csv(f"{sys.argv[1]}/data/losses.csv", schema=TYPES)
print(rows.select(pl.all().count()).collect(engine="streaming").row(0))
