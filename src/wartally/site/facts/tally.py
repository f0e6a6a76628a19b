"""What the tally page tells: the tally, its reports, and what stands beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from wartally.site.facts.common import Ask, Row, writers

__all__ = ["days", "directions", "reported", "tally", "window"]

_REPORTED = """
SELECT report_date FROM losses WHERE series_id = :series AND category_id = :category ORDER BY report_date
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
_DIRECTIONS_HELD = (
    "SELECT MIN(report_date) AS first, MAX(report_date) AS last FROM directions WHERE series_id = :series"
)


async def reported(ask: Ask, series: str, category: str) -> list[str]:
    """The reports of a series that track a category, the earliest first."""
    rows = await ask(_REPORTED, series=series, category=category)
    return [row["report_date"] for row in rows]


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
    ids = {t for source in found["sources"] for t in source["transcriptions"]}
    return {
        "days": await days(ask, asked),
        "directions": await directions(ask, asked),
        "writers": await writers(ask, ids),
    }
