"""What the pages of reports tell: one with each transcription's readings, and which there are."""

from __future__ import annotations

from wartally.site.facts.common import COLLECTION, Ask, Row, placed, writers

__all__ = ["around", "day", "month", "reported", "year", "years"]

_NAMED_ON = """
SELECT p.place_id, p.name_en, p.name_uk FROM directions AS d JOIN places AS p ON p.place_id = d.place_id
WHERE d.series_id = :series AND d.report_date = :day ORDER BY d.position
"""
_REPORT = "SELECT * FROM reports WHERE series_id = :series AND report_date = :day"
_REPORTED = "SELECT report_date FROM reports WHERE series_id = :series ORDER BY report_date"
_NEIGHBOURS = """
SELECT (SELECT MAX(report_date) FROM reports WHERE series_id = :series AND report_date < :day) AS earlier,
  (SELECT MIN(report_date) FROM reports WHERE series_id = :series AND report_date > :day) AS later,
  (SELECT MAX(report_date) FROM reports WHERE series_id = :series AND report_date = date(:day, '-7 days'))
    AS week_ago
"""
_FIGURES = """
SELECT l.*, x.residual, x.kind, x.explanation, x.source_id AS correction_source, d.reason, d.evidence,
  d.lowest_reading, d.highest_reading, d.decided_by, d.decided_on, d.source_id AS decision_source,
  w.report_date IS NOT NULL AS week_held, l.cumulative - w.cumulative AS week_change
FROM losses AS l
LEFT JOIN losses AS w
  ON w.series_id = l.series_id AND w.report_date = :week_ago AND w.category_id = l.category_id
LEFT JOIN corrections AS x
  ON x.series_id = l.series_id AND x.report_date = l.report_date AND x.category_id = l.category_id
LEFT JOIN adjudications AS d
  ON d.series_id = l.series_id AND d.report_date = l.report_date AND d.category_id = l.category_id
WHERE l.series_id = :series AND l.report_date = :day
"""
_READINGS = """
SELECT category_id, transcription_id, cumulative, printed_increase FROM readings
WHERE series_id = :series AND report_date = :day ORDER BY transcription_id
"""
_EVENTS = """
SELECT e.event_id, e.start_date, e.end_date, e.title_en, e.title_uk, e.status,
  (SELECT group_concat(l.category_id) FROM event_losses AS l
    WHERE l.event_id = e.event_id AND l.series_id = :series AND l.report_date = :day) AS categories
FROM events AS e
WHERE e.event_id IN (SELECT event_id FROM event_losses WHERE series_id = :series AND report_date = :day)
  OR (e.start_date BETWEEN date(:day, '-1 day') AND :day AND NOT EXISTS (
    SELECT 1 FROM event_sources AS s
    WHERE s.event_id = e.event_id AND s.role = 'basis' AND s.source_id = :collection))
ORDER BY e.start_date, e.event_id
"""
# What a reader of a calendar should know of a report before opening it.
_FLAGS = """
SELECT r.report_date, r.url IS NOT NULL AS official,
  EXISTS (SELECT 1 FROM corrections AS x
    WHERE x.series_id = r.series_id AND x.report_date = r.report_date) AS corrected,
  EXISTS (SELECT 1 FROM adjudications AS d
    WHERE d.series_id = r.series_id AND d.report_date = r.report_date) AS disputed,
  EXISTS (SELECT 1 FROM losses AS l WHERE l.series_id = r.series_id AND l.report_date = r.report_date
    AND l.obs_status = 'series_break') AS broken
FROM reports AS r
WHERE r.series_id = :series AND r.report_date BETWEEN :first AND :last
ORDER BY r.report_date
"""
_YEARS = """
SELECT substr(report_date, 1, 4) AS year, COUNT(*) AS reports FROM reports
WHERE series_id = :series GROUP BY 1 ORDER BY 1
"""


async def day(ask: Ask, series: str, date: str) -> Row | None:
    """One report: its figures with each transcription's readings; None if there is no such report."""
    report = await ask(_REPORT, series=series, day=date)
    if not report:
        return None
    readings = await ask(_READINGS, series=series, day=date)
    read: dict[str, dict[str, Row]] = {}
    for row in readings:
        read.setdefault(row["category_id"], {})[row["transcription_id"]] = row
    near = await around(ask, series, date)
    figures = await ask(_FIGURES, series=series, day=date, week_ago=near["week_ago"])
    return {
        "report": report[0],
        **near,
        "figures": sorted(figures, key=lambda row: placed(row["category_id"])),
        "read": read,
        "writers": await writers(ask, {row["transcription_id"] for row in readings}),
        "directions": await ask(_NAMED_ON, series=series, day=date),
        "events": await ask(_EVENTS, series=series, day=date, collection=COLLECTION),
    }


async def around(ask: Ask, series: str, date: str) -> Row:
    """The reports before and after a day, and that of seven days before; None where none is."""
    return (await ask(_NEIGHBOURS, series=series, day=date))[0]


async def reported(ask: Ask, series: str) -> list[str]:
    """The dates of all reports of a series, the first one first."""
    return [row["report_date"] for row in await ask(_REPORTED, series=series)]


async def years(ask: Ask, series: str) -> list[Row]:
    """The years of a series, each with how many reports it has."""
    return await ask(_YEARS, series=series)


async def year(ask: Ask, series: str, year: str) -> list[Row]:
    """The reports of a year, each with what is marked in a calendar: corrected, disputed, broken."""
    return await ask(_FLAGS, series=series, first=f"{year}-01-01", last=f"{year}-12-31")


async def month(ask: Ask, series: str, month: str) -> list[Row]:
    """The reports of a month such as 2022-11, marked the same way."""
    return await ask(_FLAGS, series=series, first=f"{month}-01", last=f"{month}-31")
