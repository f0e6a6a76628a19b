"""The tally: the change of one running total over a window of reports, with all a reader must know.

A tally over (since, until] is cumulative(until) - cumulative(since) for one series and one
category. Pure: rows in, a `Tally` out; `sql_for` gives the same as a query for the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from wartally.errors import BadArgument
from wartally.suggest import did_you_mean

__all__ = [
    "DEFAULT_SERIES",
    "INPUTS",
    "Caveat",
    "SourceReport",
    "Tally",
    "compute",
    "main_series",
    "sql_for",
]

Row = Mapping[str, Any]
DEFAULT_SERIES = "general_staff_ua"
# The tables a tally is computed from.
INPUTS = (
    "actors", "series", "series_categories", "categories", "reports", "losses", "corrections",
    "adjudications", "readings",
)  # fmt: skip


def main_series(ids: Iterable[str]) -> str:
    """Of the series of a package the one that is meant where none is named: the default, else the first."""
    known = sorted(ids)
    return known[0] if known and DEFAULT_SERIES not in known else DEFAULT_SERIES


@dataclass(frozen=True)
class Caveat:
    """One thing inside the window that a reader must know, on the day it stands for."""

    kind: str
    report_date: str
    text: str


@dataclass(frozen=True)
class SourceReport:
    """One report the tally covers, with its official page where known and who wrote its figures down."""

    report_date: str
    url: str | None
    transcriptions: tuple[str, ...]


@dataclass(frozen=True)
class Tally:
    """A tally: `value` in the category's unit, None if an end of the window has no single figure.

    `value_low` and `value_high` are its bounds, equal to `value` where it is known.
    """

    series: str
    category: str
    category_name: str
    unit: str
    since: str
    until: str
    value: int | None
    value_low: int | None
    value_high: int | None
    cumulative_since: int | None
    cumulative_until: int | None
    approximate: bool
    claimed_by: str
    claimed_by_name: str
    about: str
    reports: int
    caveats: tuple[Caveat, ...]
    sources: tuple[SourceReport, ...]
    sql: str

    def as_json(self) -> dict[str, Any]:
        """The tally in the contract's JSON shape."""
        return asdict(self)


def compute(
    tables: Mapping[str, Sequence[Row]], category: str, since: date, until: date, series: str = DEFAULT_SERIES
) -> Tally:
    """The tally of `category` over the reports after `since` up to `until`, from the rows of `INPUTS`.

    Raises BadArgument if the series or category is not there, the window is empty or turned
    round, or an end of it is no report that tracks the category.
    """
    described = _series(tables, series)
    claimant = described["claimant_id"]
    _check_window(tables, series, category, since, until)
    days = {
        r["report_date"]: r
        for r in tables["losses"]
        if r["series_id"] == series and r["category_id"] == category
    }
    start, end = _end_row(days, since, category), _end_row(days, until, category)
    low, high = _bounds(tables, start), _bounds(tables, end)
    window = [days[d] for d in sorted(days) if since < d <= until]
    counted = next(r for r in tables["categories"] if r["category_id"] == category)
    known = start["cumulative"] is not None and end["cumulative"] is not None
    reports = {r["report_date"]: r for r in tables["reports"] if r["series_id"] == series}
    return Tally(
        series=series,
        category=category,
        category_name=counted["name_en"],
        unit=counted["unit"],
        since=since.isoformat(),
        until=until.isoformat(),
        value=end["cumulative"] - start["cumulative"] if known else None,
        value_low=None if high[0] is None or low[1] is None else high[0] - low[1],
        value_high=None if high[1] is None or low[0] is None else high[1] - low[0],
        cumulative_since=start["cumulative"],
        cumulative_until=end["cumulative"],
        approximate=category == "personnel"
        and any(reports[d["report_date"]]["approximate"] for d in (start, end)),
        claimed_by=claimant,
        claimed_by_name=next(r["name_en"] for r in tables["actors"] if r["actor_id"] == claimant),
        about=described["subject_side"],
        reports=len(window),
        caveats=tuple(_caveats(tables, [start, *window], since)),
        sources=tuple(_sources(tables, reports, series, category, [r["report_date"] for r in window])),
        sql=sql_for(series, category, since, until),
    )


def _series(tables: Mapping[str, Sequence[Row]], series: str) -> Row:
    for row in tables["series"]:
        if row["series_id"] == series:
            return row
    known = [r["series_id"] for r in tables["series"]]
    meant = did_you_mean(series, known, {r["series_id"]: (r["title"],) for r in tables["series"]})
    raise BadArgument(f"there is no series {series!r}{meant}; the series are {', '.join(known)}")


def _check_window(
    tables: Mapping[str, Sequence[Row]], series: str, category: str, since: date, until: date
) -> None:
    tracked = sorted({r["category_id"] for r in tables["series_categories"] if r["series_id"] == series})
    if category not in tracked:
        names = {r["category_id"]: (r["name_en"], r["name_uk"]) for r in tables["categories"]}
        meant = did_you_mean(category, tracked, {c: names[c] for c in tracked if c in names})
        said = f"the series {series} has no category {category!r}{meant}; it has {', '.join(tracked)}"
        raise BadArgument(said)
    if since >= until:
        raise BadArgument(f"the window is empty: since {since} must be before until {until}")


def _end_row(days: Mapping[date, Row], day: date, category: str) -> Row:
    if day not in days:
        first, last = min(days), max(days)
        raise BadArgument(f"there is no report of {category} on {day}; there is one from {first} to {last}")
    return days[day]


def _bounds(tables: Mapping[str, Sequence[Row]], row: Row) -> tuple[int | None, int | None]:
    """The lowest and highest total the row may stand for: its own, or what an undetermined dispute spans."""
    if row["cumulative"] is not None:
        return row["cumulative"], row["cumulative"]
    for decision in tables["adjudications"]:
        if all(decision[k] == row[k] for k in ("series_id", "report_date", "category_id")):
            return decision["lowest_reading"], decision["highest_reading"]
    return None, None


def _caveats(tables: Mapping[str, Sequence[Row]], window: Sequence[Row], since: date) -> list[Caveat]:
    """What must be said of the window: disputes at its ends and inside, corrections, breaks, silences."""
    keys = {(r["series_id"], r["report_date"], r["category_id"]) for r in window}
    inside = {k for k in keys if k[1] > since}
    found = [_status_caveat(r) for r in window if r["obs_status"] in ("disputed", "not_reported")]
    found += [
        _status_caveat(r) for r in window if r["obs_status"] == "series_break" and r["report_date"] > since
    ]
    for row in tables["corrections"]:
        if (row["series_id"], row["report_date"], row["category_id"]) in inside:
            text = f"{row['residual']:+d} beyond the printed increase ({row['kind']}): {row['explanation']}"
            found.append(Caveat("correction", row["report_date"].isoformat(), text))
    for row in tables["adjudications"]:
        key = (row["series_id"], row["report_date"], row["category_id"])
        if key in keys and row["cumulative"] is not None:
            said = f"transcriptions disagree ({row['lowest_reading']} to {row['highest_reading']}); "
            text = f"{said}{row['cumulative']} was taken ({row['reason']}): {row['evidence']}"
            found.append(Caveat("adjudicated", row["report_date"].isoformat(), text))
    return sorted(found, key=lambda c: (c.report_date, c.kind))


_STATUS_TEXT = {
    "disputed": "transcriptions disagree and it cannot be told which is right; no figure is given",
    "not_reported": "the report is silent about this category",
    "series_break": "the category starts, merges or is redefined with this report",
}


def _status_caveat(row: Row) -> Caveat:
    return Caveat(row["obs_status"], row["report_date"].isoformat(), _STATUS_TEXT[row["obs_status"]])


def _sources(
    tables: Mapping[str, Sequence[Row]],
    reports: Mapping[date, Row],
    series: str,
    category: str,
    days: Sequence[date],
) -> list[SourceReport]:
    covered = set(days)
    by_day: dict[date, list[str]] = {d: [] for d in days}
    for r in tables["readings"]:
        if r["series_id"] == series and r["category_id"] == category and r["report_date"] in covered:
            by_day[r["report_date"]].append(r["transcription_id"])
    return [SourceReport(d.isoformat(), reports[d]["url"], tuple(sorted(by_day[d]))) for d in days]


def sql_for(series: str, category: str, since: date, until: date) -> str:
    """The tally's value as a query that runs on the site and in any SQL database of the package."""
    where = f"series_id = '{series}' AND category_id = '{category}'"
    return (
        f"SELECT u.cumulative - s.cumulative AS value\n"
        f"FROM losses AS u\nJOIN losses AS s USING (series_id, category_id)\n"
        f"WHERE {where}\n  AND s.report_date = '{since}'\n  AND u.report_date = '{until}'"
    )
