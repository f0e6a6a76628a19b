"""What our pages tell, asked of the database; each function returns plain values for a template."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

__all__ = ["Ask", "Row", "choices", "day", "days", "directions", "home", "reported", "tally", "window"]

Row = dict[str, Any]
Ask = Callable[..., Awaitable[list[Row]]]
# The order in which the reports list the categories; a category not named here comes after, by its name.
_ORDER = (
    "personnel", "tanks", "armoured_vehicles", "artillery", "mlrs", "air_defence", "aircraft", "helicopters",
    "uav", "cruise_missiles", "mobile_srbm", "warships", "submarines", "vehicles_fuel_tanks", "vehicles",
    "fuel_tanks", "special_equipment", "ground_robots", "prisoners",
)  # fmt: skip

_SERIES = """
SELECT s.series_id, s.title, s.title_uk, s.subject_side, s.definition, s.definition_uk, s.claimant_id,
  a.name_en, a.name_uk,
  (SELECT MIN(report_date) FROM reports AS r WHERE r.series_id = s.series_id) AS first_report,
  (SELECT MAX(report_date) FROM reports AS r WHERE r.series_id = s.series_id) AS last_report
FROM series AS s JOIN actors AS a ON a.actor_id = s.claimant_id
"""
_CATEGORIES = "SELECT category_id, name_en, name_uk, unit FROM categories"
_TRACKED = """
SELECT series_id, category_id, definition, definition_uk, first_date, last_date FROM series_categories
ORDER BY first_date
"""
_LATEST = """
SELECT l.category_id, l.cumulative, l.change, l.obs_status, l.cumulative - w.cumulative AS week_change,
  w.report_date AS week_ago, r.approximate,
  EXISTS (SELECT 1 FROM losses AS d WHERE d.series_id = l.series_id AND d.category_id = l.category_id
    AND d.report_date > w.report_date AND d.report_date <= l.report_date
    AND d.obs_status <> 'normal') AS week_flagged
FROM losses AS l
JOIN reports AS r ON r.series_id = l.series_id AND r.report_date = l.report_date
LEFT JOIN losses AS w ON w.series_id = l.series_id AND w.category_id = l.category_id
  AND w.report_date = date(l.report_date, '-7 days')
WHERE l.series_id = :series AND l.report_date = :day
"""
_CORRECTIONS = """
SELECT series_id, report_date, category_id, residual, kind FROM corrections
WHERE report_date IN (SELECT DISTINCT report_date FROM corrections ORDER BY report_date DESC LIMIT 5)
ORDER BY report_date DESC, category_id
"""
_DECISIONS = """
SELECT series_id, report_date, category_id, lowest_reading, highest_reading, cumulative, reason
FROM adjudications ORDER BY report_date DESC, category_id LIMIT 100
"""
_COUNTS = """
SELECT (SELECT COUNT(*) FROM corrections) AS corrections, (SELECT COUNT(*) FROM adjudications) AS disputes
"""
_REPORTED = """
SELECT report_date FROM losses WHERE series_id = :series AND category_id = :category ORDER BY report_date DESC
"""
_DAYS = """
SELECT l.report_date, l.cumulative, l.printed_increase, l.change, l.obs_status, l.basis, l.readings,
  l.agreeing, r.url
FROM losses AS l JOIN reports AS r ON r.series_id = l.series_id AND r.report_date = l.report_date
WHERE l.series_id = :series AND l.category_id = :category
  AND l.report_date > :since AND l.report_date <= :until
ORDER BY l.report_date
"""
_DIRECTIONS = """
SELECT p.place_id, p.name_en, p.name_uk, COUNT(*) AS reports
FROM directions AS d JOIN places AS p ON p.place_id = d.place_id
WHERE d.series_id = :series AND d.report_date > :since AND d.report_date <= :until
GROUP BY p.place_id ORDER BY reports DESC, p.name_en
"""
_NAMED_ON = """
SELECT p.place_id, p.name_en, p.name_uk FROM directions AS d JOIN places AS p ON p.place_id = d.place_id
WHERE d.series_id = :series AND d.report_date = :day ORDER BY d.position
"""
_DIRECTIONS_HELD = (
    "SELECT MIN(report_date) AS first, MAX(report_date) AS last FROM directions WHERE series_id = :series"
)
_WRITERS = """
SELECT t.transcription_id, t.title, t.title_uk, t.source_id FROM transcriptions AS t
WHERE t.transcription_id IN (SELECT value FROM json_each(:ids)) ORDER BY t.transcription_id
"""
_REPORT = "SELECT * FROM reports WHERE series_id = :series AND report_date = :day"
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


def _placed(category: str) -> tuple[int, str]:
    return (_ORDER.index(category) if category in _ORDER else len(_ORDER), category)


async def choices(ask: Ask) -> Row:
    """The series, categories and which series tracks which, for the form and for names."""
    categories = {row["category_id"]: row for row in await ask(_CATEGORIES)}
    tracked = await ask(_TRACKED)
    ids = sorted({row["category_id"] for row in tracked}, key=_placed)
    return {
        "series": {row["series_id"]: row for row in await ask(_SERIES)},
        "categories": {c: categories[c] for c in ids},
        "definitions": {(row["series_id"], row["category_id"]): row for row in tracked},
    }


async def reported(ask: Ask, series: str, category: str) -> list[str]:
    """The reports of a series that track a category, the latest first."""
    rows = await ask(_REPORTED, series=series, category=category)
    return [row["report_date"] for row in rows]


async def home(ask: Ask, series: str, last_report: str) -> Row:
    """The latest figures of a series, the latest corrections and decisions, and how many there are."""
    latest = await ask(_LATEST, series=series, day=last_report)
    return {
        "latest": sorted(latest, key=lambda row: _placed(row["category_id"])),
        "corrections": await ask(_CORRECTIONS),
        "decisions": await ask(_DECISIONS),
        "counts": (await ask(_COUNTS))[0],
    }


async def tally(ask: Ask, sql: str, asked: Mapping[str, str]) -> Row:
    """The tally as the canned query gives it, its caveats and sources read from their JSON."""
    row = (await ask(sql, **asked))[0]
    return {
        **row,
        "approximate": bool(row["approximate"]),
        "caveats": json.loads(row["caveats"]),
        "sources": json.loads(row["sources"]),
    }


async def days(ask: Ask, asked: Mapping[str, str]) -> list[Row]:
    """Each report of the window: total, printed increase, change, status, official page."""
    return await ask(_DAYS, **asked)


async def directions(ask: Ask, asked: Mapping[str, str]) -> Row:
    """The directions named in the window, by how many reports, and from when to when any are held."""
    window_only = {key: asked[key] for key in ("series", "since", "until")}
    held = (await ask(_DIRECTIONS_HELD, series=asked["series"]))[0]
    return {"named": await ask(_DIRECTIONS, **window_only), **held}


async def window(ask: Ask, asked: Mapping[str, str], found: Row) -> Row:
    """All that stands beside a tally: its reports, directions, and who wrote the figures down."""
    ids = sorted({t for source in found["sources"] for t in source["transcriptions"]})
    return {
        "days": await days(ask, asked),
        "directions": await directions(ask, asked),
        "writers": await ask(_WRITERS, ids=json.dumps(ids)),
    }


async def day(ask: Ask, series: str, date: str) -> Row | None:
    """One report: its figures with each transcription's readings; None if there is no such report."""
    report = await ask(_REPORT, series=series, day=date)
    if not report:
        return None
    readings = await ask(_READINGS, series=series, day=date)
    writers = sorted({row["transcription_id"] for row in readings})
    read: dict[str, dict[str, Row]] = {}
    for row in readings:
        read.setdefault(row["category_id"], {})[row["transcription_id"]] = row
    figures = await ask(_FIGURES, series=series, day=date)
    return {
        "report": report[0],
        **(await ask(_NEIGHBOURS, series=series, day=date))[0],
        "figures": sorted(figures, key=lambda row: _placed(row["category_id"])),
        "read": read,
        "writers": await ask(_WRITERS, ids=json.dumps(writers)),
        "directions": await ask(_NAMED_ON, series=series, day=date),
    }
