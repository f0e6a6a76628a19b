"""pandera on losses.csv, in pandas or polars: types, lists, patterns, ranges, keys; no double entry.

python benchmarks/peers/pandera_check.py PACKAGE pandas|polars

pandera has no foreign keys: the codes of `categories` stand as a list, and the key to `reports` is a join,
as a pipeline would write it. Exit 1 if anything is wrong.
"""

from __future__ import annotations

import sys
from typing import Any

ENTRY = r"^E[0-9]{10}$"
STATUS = ["normal", "source_correction", "series_break", "not_reported", "disputed"]
BASIS = ["unanimous", "single", "adjudicated"]
KEY = ["series_id", "report_date", "category_id"]
TEXTS = ("series_id", "category_id", "obs_status", "basis", "entry_id")
WHOLE = ("cumulative", "printed_increase", "change", "readings", "agreeing")


def columns(pa: Any, text: Any, whole: Any, day: Any, first: Any, codes: list[str]) -> dict[str, Any]:
    check = pa.Check
    return {
        "series_id": pa.Column(text),
        "report_date": pa.Column(day, check.ge(first)),
        "category_id": pa.Column(text, check.isin(codes)),
        "cumulative": pa.Column(whole, check.ge(0), nullable=True),
        "printed_increase": pa.Column(whole, nullable=True),
        "change": pa.Column(whole, nullable=True),
        "obs_status": pa.Column(text, check.isin(STATUS)),
        "basis": pa.Column(text, check.isin(BASIS), nullable=True),
        "readings": pa.Column(whole, check.ge(0)),
        "agreeing": pa.Column(whole, check.ge(0)),
        "entry_id": pa.Column(text, check.str_matches(ENTRY), unique=True),
    }


def in_pandas(folder: str) -> bool:
    import pandas as pd
    import pandera.pandas as pa

    losses = pd.read_csv(
        f"{folder}/data/losses.csv",
        dtype={**dict.fromkeys(TEXTS, "str"), **dict.fromkeys(WHOLE, "Int64")},
        parse_dates=["report_date"],
        date_format="%Y-%m-%d",
    )
    codes = pd.read_csv(f"{folder}/data/categories.csv")["category_id"].tolist()
    first = pd.Timestamp("2022-02-24")
    schema = pa.DataFrameSchema(
        columns(pa, "str", "Int64", losses["report_date"].dtype, first, codes), unique=KEY, strict=True
    )
    schema.validate(losses, lazy=True)
    reports = pd.read_csv(f"{folder}/data/reports.csv", usecols=KEY[:2], parse_dates=["report_date"])
    found = losses.merge(reports, on=KEY[:2], how="left", indicator=True)
    return bool((found["_merge"] == "both").all())


def in_polars(folder: str) -> bool:
    from datetime import date

    import pandera.polars as pa
    import polars as pl

    types = {
        **dict.fromkeys(TEXTS, pl.String),
        **dict.fromkeys(WHOLE, pl.Int64),
        "report_date": pl.Date,
    }
    losses = pl.read_csv(f"{folder}/data/losses.csv", schema_overrides=types)
    codes = pl.read_csv(f"{folder}/data/categories.csv")["category_id"].to_list()
    schema = pa.DataFrameSchema(
        columns(pa, pl.String, pl.Int64, pl.Date, date(2022, 2, 24), codes), unique=KEY, strict=True
    )
    schema.validate(losses, lazy=True)
    reports = pl.read_csv(
        f"{folder}/data/reports.csv", columns=KEY[:2], schema_overrides={"report_date": pl.Date}
    )
    return losses.join(reports, on=KEY[:2], how="anti").is_empty()


if __name__ == "__main__":
    valid = {"pandas": in_pandas, "polars": in_polars}[sys.argv[2]](sys.argv[1])
    print("valid" if valid else "rows refer to no report")
    sys.exit(not valid)
