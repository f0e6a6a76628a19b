"""What several pages ask of the database: the series and categories there are, and their order."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

__all__ = ["COLLECTION", "Ask", "Row", "choices", "placed", "writers"]

Row = dict[str, Any]
Ask = Callable[..., Awaitable[list[Row]]]
# The source whose events are many and made by rule; every other event was chosen one by one.
COLLECTION = "ucdp_candidate_events"
# The order in which the reports list the categories; a category not named here comes after, by its name.
_ORDER = (
    "personnel", "tanks", "armoured_vehicles", "artillery", "mlrs", "air_defence", "aircraft", "helicopters",
    "uav", "cruise_missiles", "mobile_srbm", "warships", "submarines", "vehicles_fuel_tanks", "vehicles",
    "fuel_tanks", "special_equipment", "ground_robots", "prisoners",
)  # fmt: skip

_SERIES = """
SELECT s.series_id, s.title, s.title_uk, s.subject_side, s.definition, s.definition_uk, s.claimant_id,
  s.frequency, a.name_en, a.name_uk,
  (SELECT MIN(report_date) FROM reports AS r WHERE r.series_id = s.series_id) AS first_report,
  (SELECT MAX(report_date) FROM reports AS r WHERE r.series_id = s.series_id) AS last_report
FROM series AS s JOIN actors AS a ON a.actor_id = s.claimant_id
"""
_CATEGORIES = "SELECT category_id, name_en, name_uk, unit FROM categories"
_TRACKED = """
SELECT series_id, category_id, definition, definition_uk, first_date, last_date FROM series_categories
ORDER BY first_date
"""
_WRITERS = """
SELECT t.transcription_id, t.title, t.title_uk, t.source_id FROM transcriptions AS t
WHERE t.transcription_id IN (SELECT value FROM json_each(:ids)) ORDER BY t.transcription_id
"""


def placed(category: str) -> tuple[int, str]:
    """A key that sorts categories as the reports list them."""
    return (_ORDER.index(category) if category in _ORDER else len(_ORDER), category)


async def choices(ask: Ask) -> Row:
    """The series, categories and which series tracks which, for the form and for names."""
    categories = {row["category_id"]: row for row in await ask(_CATEGORIES)}
    tracked = await ask(_TRACKED)
    ids = sorted({row["category_id"] for row in tracked}, key=placed)
    return {
        "series": {row["series_id"]: row for row in await ask(_SERIES)},
        "categories": {c: categories[c] for c in ids},
        "definitions": {(row["series_id"], row["category_id"]): row for row in tracked},
    }


async def writers(ask: Ask, ids: Iterable[str]) -> list[Row]:
    """Transcriptions by their ids: title in both languages and source."""
    return await ask(_WRITERS, ids=json.dumps(sorted(ids)))
