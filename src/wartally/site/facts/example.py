"""The tally that is filled in where nobody has asked for one yet."""

from __future__ import annotations

from wartally.site.facts.common import Ask, Row, placed

__all__ = ["ARTICLE", "example"]

# The week of the article this package began with.
ARTICLE = {"category": "personnel", "since": "2022-11-04", "until": "2022-11-11"}
_REPORTS = 7

_ENDS = """
SELECT COUNT(*) AS n FROM losses
WHERE series_id = :series AND category_id = :category AND report_date IN (:since, :until)
  AND cumulative IS NOT NULL
"""
_TRACKED = """
SELECT category_id, COUNT(*) AS reports FROM losses
WHERE series_id = :series AND cumulative IS NOT NULL GROUP BY category_id
"""
_LATEST = """
SELECT report_date FROM losses
WHERE series_id = :series AND category_id = :category AND cumulative IS NOT NULL
ORDER BY report_date DESC LIMIT :most
"""


async def example(ask: Ask, series: str, article: bool) -> Row:
    """Series, category, since and until: the week of the article if it is meant and held, else the latest.

    The latest are the last seven reports of the first category of the series; none of the window is
    given if the series has not two reports yet.
    """
    if article and (await ask(_ENDS, series=series, **ARTICLE))[0]["n"] == len(("since", "until")):
        return {"series": series, **ARTICLE}
    tracked = await ask(_TRACKED, series=series)
    several = [row["category_id"] for row in tracked if row["reports"] > 1]
    category = min(several or [row["category_id"] for row in tracked], key=placed)
    ends = [
        row["report_date"] for row in await ask(_LATEST, series=series, category=category, most=_REPORTS + 1)
    ]
    return {"series": series, "category": category, "since": ends[-1] if several else "", "until": ends[0]}
