"""What the data page asks of the database: how many rows each table has, and the sources to credit."""

from __future__ import annotations

from collections.abc import Iterable

from wartally.site.facts.common import Ask, Row

__all__ = ["counts", "sources"]

_SOURCES = """
SELECT s.*, a.name_en, a.name_uk FROM sources AS s JOIN actors AS a ON a.actor_id = s.actor_id
ORDER BY s.source_id
"""


async def counts(ask: Ask, tables: Iterable[str]) -> dict[str, int]:
    """The number of rows of each table."""
    names = list(tables)
    told = ", ".join(f'(SELECT COUNT(*) FROM "{name}") AS "{name}"' for name in names)
    return dict((await ask(f"SELECT {told}"))[0]) if names else {}


async def sources(ask: Ask) -> list[Row]:
    """Every source with the name of its publisher in both languages."""
    return await ask(_SOURCES)
