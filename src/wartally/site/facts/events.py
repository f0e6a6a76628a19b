"""What the pages of events tell: the list, one event with all that stands beside it, and where to draw it."""

from __future__ import annotations

from collections.abc import Mapping

from wartally.site.facts.common import COLLECTION, Ask, Row

__all__ = ["event", "events", "ids", "references"]

_NEAR_DAYS = 7
_NEAR_MOST = 12

_EVENTS = """
SELECT e.*, p.name_en AS place_en, p.name_uk AS place_uk, b.source_id, s.kind AS source_kind,
  (SELECT COUNT(*) FROM event_sources AS n WHERE n.event_id = e.event_id) AS sources
FROM events AS e
LEFT JOIN places AS p ON p.place_id = e.place_id
LEFT JOIN event_sources AS b ON b.event_id = e.event_id AND b.role = 'basis'
LEFT JOIN sources AS s ON s.source_id = b.source_id
ORDER BY e.start_date, e.event_id
"""
_IDS = "SELECT event_id FROM events ORDER BY event_id"
_EVENT = """
SELECT e.*, p.name_en AS place_en, p.name_uk AS place_uk, p.kind AS place_kind, p.position_source,
  p.latitude AS place_latitude, p.longitude AS place_longitude, p.note AS place_note,
  o.place_id AS oblast_id, o.name_en AS oblast_en, o.name_uk AS oblast_uk
FROM events AS e
LEFT JOIN places AS p ON p.place_id = e.place_id
LEFT JOIN places AS o ON o.place_id = p.oblast AND o.place_id <> p.place_id
WHERE e.event_id = :event
"""
_SOURCES = """
SELECT l.role, s.source_id, s.title, s.url, s.published_on, s.language, s.kind,
  a.actor_id, a.name_en, a.name_uk
FROM event_sources AS l
JOIN sources AS s ON s.source_id = l.source_id
JOIN actors AS a ON a.actor_id = s.actor_id
WHERE l.event_id = :event
ORDER BY CASE l.role WHEN 'basis' THEN 0 WHEN 'further' THEN 1 ELSE 2 END, s.published_on, s.source_id
"""
_LOSSES = """
SELECT x.series_id, x.report_date, x.category_id, x.note,
  l.cumulative, l.printed_increase, l.change, l.obs_status
FROM event_losses AS x
JOIN losses AS l
  ON l.series_id = x.series_id AND l.report_date = x.report_date AND l.category_id = x.category_id
WHERE x.event_id = :event
ORDER BY x.report_date, x.category_id
"""
_REPORTS = """
SELECT l.report_date, l.cumulative, l.change, l.obs_status
FROM losses AS l
WHERE l.series_id = :series AND l.category_id = 'personnel'
  AND l.report_date BETWEEN date(:start, '-1 day') AND date(MIN(:end, date(:start, '+7 days')), '+3 days')
ORDER BY l.report_date
"""
_DIRECTIONS = """
SELECT d.report_date, p.place_id, p.name_en, p.name_uk
FROM directions AS d JOIN places AS p ON p.place_id = d.place_id
WHERE d.series_id = :series
  AND d.report_date BETWEEN date(:start, '-1 day') AND date(MIN(:end, date(:start, '+7 days')), '+3 days')
ORDER BY d.report_date, d.position
"""
_NEAR = """
SELECT e.event_id, e.start_date, e.end_date, e.date_precision, e.title_en, e.title_uk, e.status, e.event_type
FROM events AS e JOIN event_sources AS b ON b.event_id = e.event_id AND b.role = 'basis'
WHERE e.event_id <> :event AND b.source_id <> :collection
  AND e.start_date BETWEEN date(:start, :before) AND date(:start, :after)
ORDER BY ABS(julianday(e.start_date) - julianday(:start)), e.event_id
LIMIT :most
"""
_HERE = """
SELECT event_id, start_date, end_date, date_precision, title_en, title_uk, status, event_type
FROM events WHERE place_id = :place AND event_id <> :event
ORDER BY ABS(julianday(start_date) - julianday(:start)), event_id
LIMIT :most
"""
_COUNTED = """
SELECT
  (SELECT COUNT(*) FROM events AS e JOIN event_sources AS b ON b.event_id = e.event_id AND b.role = 'basis'
   WHERE b.source_id = :collection AND e.start_date BETWEEN date(:start, :before) AND date(:start, :after)
     AND e.event_id <> :event) AS collected,
  (SELECT COUNT(*) FROM events WHERE place_id = :place AND event_id <> :event) AS here
"""
_TURN = """
SELECT
  (SELECT MAX(e.event_id) FROM events AS e
   JOIN event_sources AS b ON b.event_id = e.event_id AND b.role = 'basis'
   WHERE e.event_id < :event AND (b.source_id = :collection) = :collected) AS earlier,
  (SELECT MIN(e.event_id) FROM events AS e
   JOIN event_sources AS b ON b.event_id = e.event_id AND b.role = 'basis'
   WHERE e.event_id > :event AND (b.source_id = :collection) = :collected) AS later
"""
# Settlements to find one's way by: seats of oblasts first, then those most often named here.
_REFERENCES = """
SELECT p.place_id, p.name_en, p.name_uk, p.latitude, p.longitude,
  EXISTS (SELECT 1 FROM places AS o WHERE o.kind IN ('oblast', 'country')
    AND o.latitude = p.latitude AND o.longitude = p.longitude) AS seat,
  (SELECT COUNT(*) FROM directions AS d WHERE d.place_id = p.place_id)
    + (SELECT COUNT(*) FROM events AS e WHERE e.place_id = p.place_id) AS named
FROM places AS p
WHERE p.kind = 'settlement' AND p.latitude BETWEEN :south AND :north AND p.longitude BETWEEN :west AND :east
ORDER BY seat DESC, named DESC, p.place_id
"""


async def events(ask: Ask) -> list[Row]:
    """All events, the earliest first: place, basis and how many sources each has."""
    rows = await ask(_EVENTS)
    return [{**row, "collected": row["source_id"] == COLLECTION} for row in rows]


async def ids(ask: Ask) -> list[str]:
    """The identifiers of all events."""
    return [row["event_id"] for row in await ask(_IDS)]


async def event(ask: Ask, event_id: str, series: str) -> Row | None:
    """One event with its sources, the report lines beside it and what is near; None if there is none."""
    found = await ask(_EVENT, event=event_id)
    if not found:
        return None
    row = found[0]
    sources = await ask(_SOURCES, event=event_id)
    collected = any(s["role"] == "basis" and s["source_id"] == COLLECTION for s in sources)
    window = {"series": series, "start": row["start_date"], "end": row["end_date"]}
    return {
        "event": row,
        "collected": collected,
        "sources": sources,
        "losses": await ask(_LOSSES, event=event_id),
        "reports": await _reports(ask, window),
        **await _around(ask, row, collected),
    }


async def _reports(ask: Ask, window: Mapping[str, str]) -> list[Row]:
    """Claimed personnel and directions in the reports around an event, by report."""
    named: dict[str, list[Row]] = {}
    for row in await ask(_DIRECTIONS, **window):
        named.setdefault(row["report_date"], []).append(
            {key: row[key] for key in ("place_id", "name_en", "name_uk")}
        )
    rows = await ask(_REPORTS, **window)
    return [{**row, "directions": named.get(row["report_date"], [])} for row in rows]


async def _around(ask: Ask, row: Row, collected: bool) -> Row:
    """Events near in time, at the same place, and the ones before and after of the same sort."""
    given = {"event": row["event_id"], "collection": COLLECTION}
    near = {"start": row["start_date"], "before": f"-{_NEAR_DAYS} days", "after": f"+{_NEAR_DAYS} days"}
    here = {"event": row["event_id"], "place": row["place_id"], "start": row["start_date"]}
    counted = await ask(_COUNTED, place=row["place_id"], **given, **near)
    return {
        "near": await ask(_NEAR, most=_NEAR_MOST, **given, **near),
        "here": await ask(_HERE, most=_NEAR_MOST, **here) if row["place_id"] else [],
        "near_days": _NEAR_DAYS,
        "counted": counted[0],
        "turn": (await ask(_TURN, collected=int(collected), **given))[0],
    }


async def references(ask: Ask, south: float, north: float, west: float, east: float) -> list[Row]:
    """Settlements within bounds in degrees, those that help most to find one's way first."""
    return await ask(_REFERENCES, south=south, north=north, west=west, east=east)
