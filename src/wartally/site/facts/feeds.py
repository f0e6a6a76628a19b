"""What the feeds tell: the latest reports, and the latest corrections, decisions and releases."""

from __future__ import annotations

from wartally.site.facts import changes as versions
from wartally.site.facts.common import Ask, Row, placed

__all__ = ["changes", "reports"]

_REPORTS = """
SELECT r.series_id, r.report_date, l.category_id, l.cumulative, l.change
FROM reports AS r
JOIN losses AS l ON l.series_id = r.series_id AND l.report_date = r.report_date
WHERE r.report_date IN (SELECT DISTINCT report_date FROM reports ORDER BY report_date DESC LIMIT :days)
ORDER BY r.report_date DESC, r.series_id
"""
_CORRECTIONS = """
SELECT 'correction' AS what, series_id, report_date, category_id, report_date AS day, residual, kind AS why,
  NULL AS taken, explanation AS text
FROM corrections ORDER BY report_date DESC LIMIT :most
"""
_DECISIONS = """
SELECT 'decision' AS what, series_id, report_date, category_id, decided_on AS day, NULL AS residual,
  reason AS why, cumulative AS taken, evidence AS text
FROM adjudications ORDER BY decided_on DESC, report_date DESC LIMIT :most
"""


async def reports(ask: Ask, days: int) -> list[tuple[str, str, list[Row]]]:
    """The reports of the latest days that have one: series, day and figures in the order of the reports."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in await ask(_REPORTS, days=days):
        found.setdefault((row["series_id"], row["report_date"]), []).append(row)
    return [
        (series, day, sorted(rows, key=lambda row: placed(row["category_id"])))
        for (series, day), rows in found.items()
    ]


async def changes(ask: Ask, most: int, tables: set[str]) -> dict[str, list[Row]]:
    """The latest corrections, decisions and, if the package has that table, releases."""
    return {
        "corrections": await ask(_CORRECTIONS, most=most),
        "decisions": await ask(_DECISIONS, most=most),
        "releases": await versions.releases(ask) if "releases" in tables else [],
    }
