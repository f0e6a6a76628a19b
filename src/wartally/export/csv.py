"""CSV: every table as it is, and the claimed losses as one flat file, a report a row, a category a column."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from wartally.export.model import Made, Tell
from wartally.export.source import Source

__all__ = ["WIDE", "wide_losses", "write"]

WIDE = "losses_wide"
_KEY = {"series_id", "report_date", "category_id"}
_FIGURES = {"cumulative", "obs_status"}
_TITLES = (
    "Claimed losses as one flat file: a report a row, a category a column",
    "Заявлені втрати одним пласким файлом: зведення – рядок, категорія – стовпець",
)


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write csv/<table>.csv for every table, and csv/losses_wide.csv where there are claimed losses."""
    (folder / "csv").mkdir()
    made = []
    for step, name in enumerate(source.tables):
        tell("csv", step, len(source.tables))
        path = f"csv/{source.file_names[name]}.csv"
        (folder / path).write_bytes(source.csv(name))
        made.append(Made(path, "text/csv", *source.titles(name), name, source.frame(name).height))
    if _has_losses(source):
        wide = wide_losses(source.frame("losses"))
        path = f"csv/{WIDE}.csv"
        (folder / path).write_text(wide.write_csv(line_terminator="\n"), encoding="utf-8", newline="")
        made.append(Made(path, "text/csv", *_TITLES, None, wide.height))
    return made


def _has_losses(source: Source) -> bool:
    """True if the package has a table of claimed losses such as ours."""
    if "losses" not in source.tables or WIDE in source.file_names.values():
        return False
    schema = source.tables["losses"].schema
    return set(schema.primary_key) == _KEY and set(schema.field_names) >= _FIGURES


def wide_losses(losses: pl.DataFrame) -> pl.DataFrame:
    """The running totals with a row for each series and report date, by these.

    Each category is a column of totals and, behind it, a column `<category>_status`; both are blank
    where the series does not track the category on that day.
    """
    categories = sorted(losses["category_id"].unique())
    wide = losses.pivot(
        on="category_id",
        on_columns=categories,
        index=["series_id", "report_date"],
        values=["cumulative", "obs_status"],
    )
    columns = []
    for category in categories:
        columns += [
            pl.col(f"cumulative_{category}").alias(str(category)),
            pl.col(f"obs_status_{category}").alias(f"{category}_status"),
        ]
    return wide.select("series_id", "report_date", *columns).sort("series_id", "report_date")
