"""What the pages of press statements tell: each statement, its verdicts and what it is checked against."""

from __future__ import annotations

from wartally.site.facts.common import Ask, Row

__all__ = ["ids", "statement", "statements"]

_STATEMENTS = """
SELECT c.*, k.computed_value, k.computed_date, k.figure_verdict, k.cause, k.wording_verdict, k.explanation,
  k.explanation_uk, s.actor_id, s.title AS source_title, s.url, s.language, a.name_en, a.name_uk,
  EXISTS (SELECT 1 FROM losses AS l WHERE l.series_id = :series AND l.report_date = c.period_start
    AND l.category_id = c.category_id) AS since_held,
  EXISTS (SELECT 1 FROM losses AS l WHERE l.series_id = :series AND l.report_date = c.period_end
    AND l.category_id = c.category_id) AS until_held
FROM press_claims AS c
JOIN press_checks AS k ON k.claim_id = c.claim_id
JOIN sources AS s ON s.source_id = c.source_id
JOIN actors AS a ON a.actor_id = s.actor_id
"""
_ORDER = " ORDER BY c.published_on DESC, c.claim_id"
_IDS = "SELECT claim_id FROM press_claims ORDER BY claim_id"


async def statements(ask: Ask, series: str) -> list[Row]:
    """All statements, the latest first, each with its verdicts, article and publisher.

    `since_held` and `until_held` say whether `series` has a figure of the category at either end.
    """
    return await ask(_STATEMENTS + _ORDER, series=series)


async def statement(ask: Ask, series: str, claim_id: str) -> Row | None:
    """One statement as in `statements`, and the others of its article; None if there is none."""
    found = await ask(_STATEMENTS + "WHERE c.claim_id = :claim", series=series, claim=claim_id)
    if not found:
        return None
    others = await ask(
        _STATEMENTS + "WHERE c.source_id = :source AND c.claim_id <> :claim" + _ORDER,
        series=series,
        source=found[0]["source_id"],
        claim=claim_id,
    )
    return {**found[0], "others": others}


async def ids(ask: Ask) -> list[str]:
    """The identifiers of all statements."""
    return [row["claim_id"] for row in await ask(_IDS)]
