"""What the pages of sources and actors tell: all that rests on a source, counted by table."""

from __future__ import annotations

from wartally.site.facts.common import Ask, Row

__all__ = ["actor", "actor_ids", "ids", "source", "sources"]

# Each table that names a source, and the column that does.
_RESTS = (
    ("adjudications", "source_id"),
    ("corrections", "source_id"),
    ("directions", "source_id"),
    ("estimates", "source_id"),
    ("estimates", "collection_id"),
    ("event_sources", "source_id"),
    ("press_claims", "source_id"),
    ("sighting_totals", "source_id"),
    ("sightings", "source_id"),
    ("transcriptions", "source_id"),
    ("weekly_deaths", "source_id"),
)


def _counts(where: str) -> str:
    """The query that counts, for each table, the rows that name a source; {column} stands for the column."""
    parts = (
        f"SELECT '{table}' AS \"table\", '{column}' AS \"column\", {column} AS source_id, COUNT(*) AS rows "
        f"FROM {table} WHERE {where.format(column=column)} GROUP BY {column}"
        for table, column in _RESTS
    )
    return " UNION ALL ".join(parts)


_READINGS = """
SELECT t.transcription_id, t.title, t.title_uk, t.method, t.first_date, t.last_date, t.caveat, t.caveat_uk,
  t.series_id, (SELECT COUNT(*) FROM readings AS r WHERE r.transcription_id = t.transcription_id) AS readings,
  (SELECT COUNT(*) FROM rewrites AS w WHERE w.transcription_id = t.transcription_id) AS rewrites
FROM transcriptions AS t {where}
ORDER BY t.transcription_id
"""
_SOURCES = """
SELECT s.*, a.name_en, a.name_uk, a.kind AS actor_kind, a.side
FROM sources AS s JOIN actors AS a ON a.actor_id = s.actor_id
"""
_EVENTS = """
SELECT l.role, e.event_id, e.start_date, e.end_date, e.date_precision, e.title_en, e.title_uk, e.status
FROM event_sources AS l JOIN events AS e ON e.event_id = l.event_id
WHERE l.source_id = :source ORDER BY e.start_date, e.event_id LIMIT :most
"""
_ESTIMATES = """
SELECT e.estimate_id, e.as_of, e.subject_side, e.population, e.measure, e.low, e.best, e.high, e.qualifier,
  e.withdrawn_on, a.actor_id, a.name_en, a.name_uk
FROM estimates AS e JOIN actors AS a ON a.actor_id = e.claimant_id
WHERE {where} ORDER BY e.as_of, e.estimate_id LIMIT :most
"""
_PRESS = """
SELECT c.claim_id, c.statement, c.statement_uk, k.figure_verdict, k.wording_verdict
FROM press_claims AS c JOIN press_checks AS k ON k.claim_id = c.claim_id
WHERE c.source_id = :source ORDER BY c.claim_id LIMIT :most
"""
_SERIES = "SELECT series_id, title, title_uk FROM series WHERE claimant_id = :actor"
_STATED = "SELECT COUNT(*) AS estimates FROM estimates WHERE claimant_id = :actor"
_IDS = "SELECT source_id FROM sources ORDER BY source_id"
_ACTOR_IDS = "SELECT actor_id FROM actors ORDER BY actor_id"
_ACTOR = "SELECT * FROM actors WHERE actor_id = :actor"
_SHOWN = 50


async def sources(ask: Ask) -> list[Row]:
    """All sources by title, each with its publisher and how many rows of which tables rest on it."""
    rests: dict[str, dict[str, int]] = {}
    for row in await ask(_counts("{column} IS NOT NULL")):
        held = rests.setdefault(row["source_id"], {})
        held[row["table"]] = held.get(row["table"], 0) + row["rows"]
    for row in await ask(
        "SELECT t.source_id, COUNT(*) AS rows FROM readings AS r "
        "JOIN transcriptions AS t ON t.transcription_id = r.transcription_id GROUP BY t.source_id"
    ):
        rests.setdefault(row["source_id"], {})["readings"] = row["rows"]
    rows = await ask(_SOURCES + "ORDER BY s.title, s.source_id")
    return [{**row, "rests": rests.get(row["source_id"], {})} for row in rows]


async def source(ask: Ask, source_id: str) -> Row | None:
    """One source and all that rests on it; None if there is none.

    `rests` counts the rows of each table; of events, estimates and statements the first fifty are listed.
    """
    found = await ask(_SOURCES + "WHERE s.source_id = :source", source=source_id)
    if not found:
        return None
    given = {"source": source_id, "most": _SHOWN}
    named = "e.source_id = :source OR e.collection_id = :source"
    return {
        "source": found[0],
        "rests": [dict(row) for row in await ask(_counts("{column} = :source"), source=source_id)],
        "transcriptions": await ask(_READINGS.format(where="WHERE t.source_id = :source"), source=source_id),
        "events": await ask(_EVENTS, **given),
        "estimates": await ask(_ESTIMATES.format(where=named), **given),
        "statements": await ask(_PRESS, **given),
        "shown": _SHOWN,
    }


async def actor(ask: Ask, actor_id: str) -> Row | None:
    """One actor: the sources it published, its series and its estimates; None if there is none."""
    found = await ask(_ACTOR, actor=actor_id)
    if not found:
        return None
    claims = _ESTIMATES.format(where="e.claimant_id = :actor")
    published = _SOURCES + "WHERE s.actor_id = :actor ORDER BY s.title, s.source_id"
    return {
        "actor": found[0],
        "sources": await ask(published, actor=actor_id),
        "series": await ask(_SERIES, actor=actor_id),
        "estimates": await ask(claims, actor=actor_id, most=_SHOWN),
        "stated": (await ask(_STATED, actor=actor_id))[0]["estimates"],
        "shown": _SHOWN,
    }


async def ids(ask: Ask) -> list[str]:
    """The identifiers of all sources."""
    return [row["source_id"] for row in await ask(_IDS)]


async def actor_ids(ask: Ask) -> list[str]:
    """The identifiers of all actors."""
    return [row["actor_id"] for row in await ask(_ACTOR_IDS)]
