"""Claimed losses as a wide frame: a day, week or month a row, a category a column."""

from __future__ import annotations

from typing import Literal

import polars as pl

from wartally.errors import BadArgument
from wartally.package import Package
from wartally.sqlite.query import ask
from wartally.suggest import did_you_mean

__all__ = ["UNITS", "VALUES", "Unit", "Value", "wide_losses"]

Unit = Literal["day", "week", "month"]
Value = Literal["change", "cumulative"]
UNITS: tuple[Unit, ...] = ("day", "week", "month")
VALUES: tuple[Value, ...] = ("change", "cumulative")

_REMARKS = ("corrections", "breaks", "without_figure")
_STATUS = {
    "corrections": ("source_correction",),
    "breaks": ("series_break",),
    "without_figure": ("disputed", "not_reported"),
}
# The view that defines a longer period, its column that names one, and what makes that a day.
_VIEWS = {"week": ("losses_weekly", "week_start", ""), "month": ("losses_monthly", "month", "-01")}


def wide_losses(package: Package, unit: Unit, series: str, value: Value) -> pl.DataFrame:
    """The claimed losses of one series, a period a row, a category that the series tracks a column.

    Weeks and months are those of the views `losses_weekly` and `losses_monthly`, whose queries are run
    here. Raises BadArgument for a unit, value or series there is none of.
    """
    for name, given, known in (("unit", unit, UNITS), ("value", value, VALUES)):
        if given not in known:
            raise BadArgument(f"{name} is {given!r}, not one of {', '.join(known)}")
    known_series = package.frame("series")["series_id"].to_list()
    if series not in known_series:
        meant = did_you_mean(series, known_series)
        raise BadArgument(f"there is no series {series!r}{meant}; the series are {', '.join(known_series)}")
    of_series = pl.col("series_id") == series
    tracked = package.frame("series_categories").filter(of_series)["category_id"]
    found = _days(package) if unit == "day" else _periods(package, unit)
    found = found.filter(of_series)
    period = found.columns[1]
    reach = [] if unit == "day" else [pl.col("since").min(), pl.col("until").max(), pl.col("reports").max()]
    periods = found.group_by(period).agg(*reach, *(pl.col(name).sum() for name in _REMARKS)).sort(period)
    columns = sorted(set(tracked))
    values = found.pivot(on="category_id", on_columns=columns, index=period, values=value)
    joined = periods.join(values, on=period, how="left", maintain_order="left")
    return joined.select(pl.exclude(_REMARKS), *_REMARKS)


def _days(package: Package) -> pl.DataFrame:
    """The long frame of days: series, report date, category, figures and what is to be said of each."""
    remarks = [pl.col("obs_status").is_in(codes).cast(pl.Int64).alias(n) for n, codes in _STATUS.items()]
    keys = ("series_id", "report_date", "category_id", "cumulative", "change")
    return package.frame("losses").select(*keys, *remarks)


def _periods(package: Package, unit: str) -> pl.DataFrame:
    """The long frame of weeks or months, as the view has it."""
    view, period, day = _VIEWS[unit]
    columns, rows = ask(package, view)
    texts = dict.fromkeys((period, "since", "until"), pl.String)
    found = pl.DataFrame(rows, schema=columns, schema_overrides=texts, orient="row", infer_schema_length=None)
    start = (pl.col(period) + day).str.to_date().alias(f"{unit}_start")
    dates = [pl.col(n).str.to_date() for n in ("since", "until")]
    counted = [pl.col(n).cast(pl.Int64) for n in ("reports", "cumulative", "change", *_REMARKS)]
    return found.select("series_id", start, "category_id", *dates, *counted)
