"""What the home page tells: latest figures and their course, the weeks of the war, estimates, news."""

from __future__ import annotations

from wartally.site.facts.common import COLLECTION, Ask, Row, placed

__all__ = ["courses", "home", "key_events", "killed", "weeks"]

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
_COURSES = """
SELECT report_date, category_id, change FROM losses
WHERE series_id = :series AND report_date > date(:day, '-90 days') AND report_date <= :day
ORDER BY report_date
"""
_WEEKS = """
SELECT week_start, until, reports, change, corrections FROM losses_weekly
WHERE series_id = :series AND category_id = :category ORDER BY week_start
"""
_KEY_EVENTS = """
SELECT e.event_id, e.start_date, e.end_date, e.event_type, e.title_en, e.title_uk, e.status
FROM events AS e
WHERE NOT EXISTS (
  SELECT 1 FROM event_sources AS s
  WHERE s.event_id = e.event_id AND s.role = 'basis' AND s.source_id = :collection
)
ORDER BY e.start_date, e.event_id
"""
_KILLED = """
SELECT e.estimate_id, e.as_of, e.subject_side, e.low, e.best, e.high, e.qualifier, a.name_en, a.name_uk
FROM estimates AS e JOIN actors AS a ON a.actor_id = e.claimant_id
WHERE e.measure = 'killed' AND e.population = 'military' AND e.cumulative AND e.withdrawn_on IS NULL
  AND COALESCE(e.low, e.best, e.high) IS NOT NULL
ORDER BY e.as_of, e.estimate_id
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
SELECT (SELECT COUNT(*) FROM corrections) AS corrections, (SELECT COUNT(*) FROM adjudications) AS disputes,
  (SELECT COUNT(*) FROM events) AS events
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


async def courses(ask: Ask, series: str, last_report: str) -> dict[str, list[int | None]]:
    """The changes of the last 90 reports by category, the earliest first; None where one is not known."""
    found: dict[str, list[int | None]] = {}
    for row in await ask(_COURSES, series=series, day=last_report):
        found.setdefault(row["category_id"], []).append(row["change"])
    return found


async def weeks(ask: Ask, series: str, category: str) -> list[Row]:
    """A category by week of the days told of, Monday to Sunday, as the view `losses_weekly` has them."""
    return await ask(_WEEKS, series=series, category=category)


async def key_events(ask: Ask) -> list[Row]:
    """The events that were chosen one by one, the first one first."""
    return await ask(_KEY_EVENTS, collection=COLLECTION)


async def killed(ask: Ask) -> list[Row]:
    """Every estimate of the killed soldiers of a side from the beginning of the war up to a day."""
    return await ask(_KILLED)
