"""What the home page tells: the latest figures, corrections and decisions."""

from __future__ import annotations

from wartally.site.facts.common import Ask, Row, placed

__all__ = ["home"]

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


async def home(ask: Ask, series: str, last_report: str) -> Row:
    """The latest figures of a series, the latest corrections and decisions, and how many there are."""
    latest = await ask(_LATEST, series=series, day=last_report)
    return {
        "latest": sorted(latest, key=lambda row: placed(row["category_id"])),
        "corrections": await ask(_CORRECTIONS),
        "decisions": await ask(_DECISIONS),
        "counts": (await ask(_COUNTS))[0],
    }
