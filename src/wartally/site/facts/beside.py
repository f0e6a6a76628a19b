"""What others said of the window of a tally: confirmed, estimated, events, and statements in the press.

Each is a list of its own; nothing here is added to a claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wartally.site.facts.common import COLLECTION, Ask, Row

__all__ = ["beside"]

_LIMIT = 12
# A window that holds no estimate shows those nearest to its end, no further off than this.
_NEAR_DAYS = 45

_LISTED = """
SELECT status, SUM(recorded_on > :since) AS inside, COUNT(*) AS total
FROM sightings_counted
WHERE side = :side AND category_id = :category AND recorded_on <= :until
GROUP BY status ORDER BY COUNT(*) DESC
"""
_HELD = """
SELECT MIN(recorded_on) AS first, MAX(recorded_on) AS last,
  EXISTS (SELECT 1 FROM equipment_types WHERE category_id = :category) AS counted
FROM sightings
"""
_CAVEAT = """
SELECT confirmed, caveat, oryx_own_total, oryx_counted_on FROM claimed_vs_confirmed
WHERE series_id = :series AND category_id = :category AND report_date = :until
"""
_WEEKS = """
SELECT d.week_start, date(d.week_start, '+6 days') AS week_end, d.confirmed_deaths,
  CAST(ROUND(d.estimated_low) AS INTEGER) AS low, CAST(ROUND(d.estimated_deaths) AS INTEGER) AS best,
  CAST(ROUND(d.estimated_high) AS INTEGER) AS high, d.source_id, s.title, s.url
FROM weekly_deaths AS d JOIN sources AS s ON s.source_id = d.source_id
WHERE d.subject_side = :side AND d.week_start < :until AND date(d.week_start, '+6 days') >= :since
ORDER BY d.week_start
"""
_ESTIMATES = """
SELECT e.estimate_id, e.as_of, e.measure, e.low, e.best, e.high, e.qualifier, e.period_start, e.period_end,
  e.wording, a.name_en, a.name_uk, s.url, e.rests_on_series
FROM estimates AS e
JOIN actors AS a ON a.actor_id = e.claimant_id
JOIN sources AS s ON s.source_id = e.source_id
WHERE e.subject_side = :side AND e.population = 'military' AND e.withdrawn_on IS NULL
  AND e.as_of > :since AND e.as_of <= :until
ORDER BY e.as_of DESC, e.estimate_id
"""
_NEAREST = _ESTIMATES.replace(
    "e.as_of > :since AND e.as_of <= :until",
    "ABS(julianday(e.as_of) - julianday(:until)) <= :near",
).replace("ORDER BY e.as_of DESC", "ORDER BY ABS(julianday(e.as_of) - julianday(:until))")
_EVENTS = """
SELECT e.event_id, e.start_date, e.end_date, e.event_type, e.title_en, e.title_uk, e.status,
  s.source_id = :collection AS collected,
  EXISTS (SELECT 1 FROM event_losses AS l
    WHERE l.event_id = e.event_id AND l.category_id = :category) AS reflected
FROM events AS e
LEFT JOIN event_sources AS s ON s.event_id = e.event_id AND s.role = 'basis'
WHERE e.start_date <= :until AND COALESCE(e.end_date, e.start_date) >= :since
GROUP BY e.event_id
ORDER BY e.start_date, e.event_id
"""
# Statements that are mostly about the window: at least half of their period lies in it.
_PRESS = """
SELECT c.claim_id, c.published_on, c.statement, c.statement_uk, c.statistic, c.period_start, c.period_end,
  c.claimed_value, c.wording, k.computed_value, k.figure_verdict, k.wording_verdict, k.explanation,
  k.explanation_uk, s.title, s.url, s.source_id, s.language
FROM press_claims AS c
JOIN press_checks AS k ON k.claim_id = c.claim_id
JOIN sources AS s ON s.source_id = c.source_id
WHERE c.category_id = :category AND (
  (c.statistic IN ('cumulative_on', 'date_crossed_threshold')
    AND c.period_end > :since AND c.period_end <= :until)
  OR (c.statistic NOT IN ('cumulative_on', 'date_crossed_threshold')
    AND 2 * (julianday(MIN(c.period_end, :until)) - julianday(MAX(c.period_start, :since)))
      >= julianday(c.period_end) - julianday(c.period_start)
    AND c.period_start < :until AND c.period_end > :since)
)
ORDER BY c.period_start = :since AND c.period_end = :until DESC,
  CASE WHEN c.statistic IN ('cumulative_on', 'date_crossed_threshold') THEN 1 ELSE 0 END,
  ABS(julianday(c.period_start) - julianday(:since)) + ABS(julianday(c.period_end) - julianday(:until)),
  c.published_on, c.claim_id
"""


async def beside(ask: Ask, asked: Mapping[str, str], side: str, checked: bool) -> Row:
    """All that stands beside a tally: `confirmed`, `deaths`, `estimates`, `events` and `press`.

    `checked` says whether statements in the press are set beside this series.
    """
    window = {**asked, "side": side, "collection": COLLECTION}
    personnel = asked["category"] == "personnel"
    events = await _ask(ask, _EVENTS, window)
    press = await _ask(ask, _PRESS, window) if checked else []
    chosen = [event for event in events if not event["collected"]]
    return {
        "confirmed": None if personnel else await _confirmed(ask, window),
        "deaths": await _ask(ask, _WEEKS, window) if personnel else [],
        "estimates": await _estimates(ask, window) if personnel else [],
        "events": chosen[-_LIMIT:],
        "events_left_out": max(0, len(chosen) - _LIMIT),
        "events_collected": len(events) - len(chosen),
        "press": press[:_LIMIT],
        "press_left_out": max(0, len(press) - _LIMIT),
    }


async def _ask(ask: Ask, sql: str, window: Mapping[str, Any]) -> list[Row]:
    """The rows of a query given the parts of the window that it names."""
    return await ask(sql, **{name: value for name, value in window.items() if f":{name}" in sql})


async def _confirmed(ask: Ask, window: Mapping[str, str]) -> Row:
    """Items listed in the window and up to its end, by state, and what must be known of these counts."""
    held = (await _ask(ask, _HELD, window))[0]
    counted, last = bool(held["counted"] and held["last"]), held["last"] or ""
    rows = await _ask(ask, _LISTED, window) if counted else []
    caveat = await _ask(ask, _CAVEAT, window) if counted else []
    return {
        "counted": counted,
        "first": held["first"],
        "last": held["last"],
        "covered": window["until"] <= last,
        "begun": window["since"] < last,
        "states": rows,
        "inside": sum(row["inside"] for row in rows),
        "total": sum(row["total"] for row in rows),
        "own": caveat[0]["oryx_own_total"] if caveat else None,
        "own_on": caveat[0]["oryx_counted_on"] if caveat else None,
    }


async def _estimates(ask: Ask, window: Mapping[str, str]) -> list[Row]:
    """Those that stand for a day within the window, or the nearest ones to its end, which is said of each."""
    inside = await _ask(ask, _ESTIMATES, window)
    if inside:
        return [{**row, "inside": True} for row in inside[:_LIMIT]]
    near = await _ask(ask, _NEAREST, {**window, "near": _NEAR_DAYS})
    return [{**row, "inside": False} for row in near[:4]]
