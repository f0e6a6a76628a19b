"""What `import wartally` offers: tables as frames, and tallies."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wartally.errors import BadArgument
from wartally.package import Package, open_package
from wartally.tallying import DEFAULT_SERIES, INPUTS, Tally, compute

if TYPE_CHECKING:
    import polars as pl

__all__ = ["as_date", "load", "tally"]


def load(table: str, package: Package | None = None) -> pl.DataFrame:
    """The rows of a table as a typed polars frame; `.to_pandas()` works if pandas is installed.

    Raises BadArgument, listing the tables, if there is none of that name, and DataError if a
    cell is not of its declared type.
    """
    return (package or open_package()).frame(table)


def tally(
    category: str,
    since: date | str,
    until: date | str,
    series: str = DEFAULT_SERIES,
    package: Package | None = None,
) -> Tally:
    """The change of a running total over the reports after `since` up to `until`.

    Dates are dates or text written YYYY-MM-DD. Raises BadArgument if the series, the category
    or a report of either date is not there.
    """
    opened = package or open_package()
    tables = {name: opened.rows(name) for name in INPUTS}
    return compute(tables, category, as_date(since, "since"), as_date(until, "until"), series)


def as_date(value: date | str, name: str) -> date:
    """A date, or text written YYYY-MM-DD, as a date; raises BadArgument naming the argument otherwise."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadArgument(f"{name} is {value!r}, not a date written YYYY-MM-DD") from None
