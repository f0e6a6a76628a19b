"""What the page of one report tells: its figures with each transcription's readings."""

from __future__ import annotations

from wartally.site.facts.common import Ask, Row, placed, writers

__all__ = ["day", "reported"]

_NAMED_ON = """
SELECT p.place_id, p.name_en, p.name_uk FROM directions AS d JOIN places AS p ON p.place_id = d.place_id
WHERE d.series_id = :series AND d.report_date = :day ORDER BY d.position
"""
_REPORT = "SELECT * FROM reports WHERE series_id = :series AND report_date = :day"
_REPORTED = "SELECT report_date FROM reports WHERE series_id = :series ORDER BY report_date"
_NEIGHBOURS = """
SELECT (SELECT MAX(report_date) FROM reports WHERE series_id = :series AND report_date < :day) AS earlier,
  (SELECT MIN(report_date) FROM reports WHERE series_id = :series AND report_date > :day) AS later
"""
_FIGURES = """
SELECT l.*, x.residual, x.kind, x.explanation, d.reason, d.evidence
FROM losses AS l
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


async def day(ask: Ask, series: str, date: str) -> Row | None:
    """One report: its figures with each transcription's readings; None if there is no such report."""
    report = await ask(_REPORT, series=series, day=date)
    if not report:
        return None
    readings = await ask(_READINGS, series=series, day=date)
    read: dict[str, dict[str, Row]] = {}
    for row in readings:
        read.setdefault(row["category_id"], {})[row["transcription_id"]] = row
    figures = await ask(_FIGURES, series=series, day=date)
    return {
        "report": report[0],
        **(await ask(_NEIGHBOURS, series=series, day=date))[0],
        "figures": sorted(figures, key=lambda row: placed(row["category_id"])),
        "read": read,
        "writers": await writers(ask, {row["transcription_id"] for row in readings}),
        "directions": await ask(_NAMED_ON, series=series, day=date),
    }


async def reported(ask: Ask, series: str) -> list[str]:
    """The dates of all reports of a series, the first one first."""
    return [row["report_date"] for row in await ask(_REPORTED, series=series)]
