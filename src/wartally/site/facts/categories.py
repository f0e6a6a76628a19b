"""What the category pages tell: how each series counts under a heading, with its life, breaks and records."""

from __future__ import annotations

from datetime import date, timedelta

from wartally.site.facts.common import Ask, Row, placed

__all__ = ["SPANS", "categories", "category", "days"]

# Windows up to the latest figure, in days.
SPANS = (1, 7, 30, 365)
_RECORDS = 5

_CATEGORY = "SELECT * FROM categories WHERE category_id = :category"
_PARTS = (
    "SELECT category_id, name_en, name_uk FROM categories WHERE parent_id = :category ORDER BY category_id"
)
_HEADINGS = """
SELECT h.*, s.title, s.title_uk, s.subject_side, s.claimant_id, s.frequency, a.name_en, a.name_uk,
  s.first_date AS series_first, n.name_en AS successor_en, n.name_uk AS successor_uk
FROM series_categories AS h
JOIN series AS s ON s.series_id = h.series_id
JOIN actors AS a ON a.actor_id = s.claimant_id
LEFT JOIN categories AS n ON n.category_id = h.succeeded_by
"""
_OF_ONE = _HEADINGS + "WHERE h.category_id = :category ORDER BY h.series_id, h.first_date"
_BEFORE = """
SELECT h.category_id, c.name_en, c.name_uk, h.last_date, l.cumulative
FROM series_categories AS h
JOIN categories AS c ON c.category_id = h.category_id
LEFT JOIN losses AS l
  ON l.series_id = h.series_id AND l.category_id = h.category_id AND l.report_date = h.last_date
WHERE h.series_id = :series AND h.succeeded_by = :category ORDER BY h.category_id
"""
_LATEST = """
SELECT report_date, cumulative, change, obs_status FROM losses
WHERE series_id = :series AND category_id = :category AND cumulative IS NOT NULL
ORDER BY report_date DESC LIMIT 1
"""
_AT = """
SELECT cumulative FROM losses WHERE series_id = :series AND category_id = :category AND report_date = :day
"""
# A change is that of one day only where the report before is of the day before.
_RECORD_DAYS = """
SELECT l.report_date, l.change, l.cumulative FROM losses AS l
WHERE l.series_id = :series AND l.category_id = :category AND l.obs_status = 'normal' AND l.change > 0
  AND EXISTS (SELECT 1 FROM losses AS b WHERE b.series_id = l.series_id AND b.category_id = l.category_id
    AND b.report_date = date(l.report_date, '-1 day'))
ORDER BY l.change DESC, l.report_date LIMIT :most
"""
_COUNTS = """
SELECT COUNT(*) AS reports,
  SUM(l.obs_status = 'disputed') AS disputed, SUM(l.obs_status = 'not_reported') AS silent,
  MIN(CASE WHEN l.obs_status IN ('disputed', 'not_reported') THEN l.report_date END) AS no_figure_first,
  MAX(CASE WHEN l.obs_status IN ('disputed', 'not_reported') THEN l.report_date END) AS no_figure_last,
  (SELECT COUNT(*) FROM corrections WHERE series_id = :series AND category_id = :category) AS corrections,
  (SELECT SUM(residual) FROM corrections WHERE series_id = :series AND category_id = :category) AS residual,
  (SELECT COUNT(*) FROM adjudications WHERE series_id = :series AND category_id = :category) AS disputes
FROM losses AS l WHERE l.series_id = :series AND l.category_id = :category
"""
_STARTS = """
SELECT report_date, cumulative FROM losses
WHERE series_id = :series AND category_id = :category AND obs_status = 'series_break' ORDER BY report_date
"""
_DAYS = """
SELECT series_id, report_date, category_id, cumulative, printed_increase, change, obs_status
FROM losses WHERE category_id = :category ORDER BY series_id, report_date
"""
_ALL = """
SELECT c.category_id, c.name_en, c.name_uk, c.definition_en, c.definition_uk, c.unit,
  h.series_id, h.first_date, h.last_date, h.succeeded_by, h.label_original, h.series_first,
  s.title, s.title_uk, s.subject_side,
  (SELECT MAX(report_date) FROM losses AS l WHERE l.series_id = h.series_id
    AND l.category_id = h.category_id AND l.cumulative IS NOT NULL) AS latest_date
FROM categories AS c
JOIN (SELECT x.*, y.first_date AS series_first FROM series_categories AS x
  JOIN series AS y ON y.series_id = x.series_id) AS h ON h.category_id = c.category_id
JOIN series AS s ON s.series_id = h.series_id
"""


async def categories(ask: Ask) -> list[Row]:
    """Every heading of every series, in the order of the reports, with its latest total."""
    rows = await ask(_ALL)
    for row in rows:
        keys = {"series": row["series_id"], "category": row["category_id"]}
        found = await ask(_AT, **keys, day=row["latest_date"]) if row["latest_date"] else []
        row["cumulative"] = found[0]["cumulative"] if found else None
    return sorted(rows, key=lambda row: (row["series_id"], placed(row["category_id"])))


async def category(ask: Ask, category_id: str) -> Row | None:
    """A category with one entry per series that counts under it; None if there is no such category."""
    found = await ask(_CATEGORY, category=category_id)
    if not found:
        return None
    headings = await ask(_OF_ONE, category=category_id)
    return {
        "category": found[0],
        "parts": await ask(_PARTS, category=category_id),
        "headings": [await _heading(ask, row) for row in headings],
    }


async def _heading(ask: Ask, heading: Row) -> Row:
    """How one series counts under the heading: latest total, changes, records, breaks, counts of caveats."""
    keys = {"series": heading["series_id"], "category": heading["category_id"]}
    latest = next(iter(await ask(_LATEST, **keys)), None)
    changes = []
    for span in SPANS:
        if latest is None:
            break
        since = (date.fromisoformat(latest["report_date"]) - timedelta(days=span)).isoformat()
        before = await ask(_AT, **keys, day=since)
        if before and before[0]["cumulative"] is not None:
            value = latest["cumulative"] - before[0]["cumulative"]
            changes.append({"days": span, "since": since, "value": value})
    return {
        **heading,
        "latest": latest,
        "changes": changes,
        "records": await ask(_RECORD_DAYS, **keys, most=_RECORDS),
        "starts": await ask(_STARTS, **keys),
        "before": await ask(_BEFORE, **keys),
        "counts": (await ask(_COUNTS, **keys))[0],
    }


async def days(ask: Ask, category_id: str) -> list[Row]:
    """Every figure of the category, of each series, from the first report on."""
    return await ask(_DAYS, category=category_id)
