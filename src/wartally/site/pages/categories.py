"""The category pages: all headings, and one with its definition, life, breaks, records and charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wartally.site.facts import categories as facts
from wartally.site.facts import compare as comparing
from wartally.site.facts.common import Row
from wartally.site.pages import compare, dashboards
from wartally.site.pages.page import Asked, Page, Refused, Told

__all__ = ["INDEX", "PAGE"]

_REGULAR = 100


async def _tell(asked: Asked) -> Told:
    category_id = asked.var("category")
    told = await facts.category(asked.ask, category_id)
    if told is None:
        raise Refused(404, asked.t("problem_no_category_page", category=category_id))
    for heading in told["headings"]:
        heading["charts"] = await _charts(asked, heading)
    compared = category_id in await comparing.with_both(asked.ask, asked.site.series)
    names = {row["category_id"]: row for row in await facts.categories(asked.ask)}
    wider = {c: wide for c, wide in comparing.WIDER.items() if {c, wide} <= names.keys()}
    context = {
        **told,
        "compared": await compare.picture(asked, category_id) if compared else None,
        "wider": wider.get(category_id),
        "narrower": [c for c, wide in wider.items() if wide == category_id],
        "names": names,
    }
    headings = [{k: v for k, v in h.items() if k != "charts"} for h in told["headings"]]
    document = {**told, "headings": headings}
    return Told(context, document, await facts.days(asked.ask, category_id))


async def _charts(asked: Asked, heading: Row) -> list[Any]:
    """The running total, and the change by week where there are reports enough for weeks."""
    given = {"series": heading["series_id"], "category": heading["category_id"]}
    names = ["claims_total"] + (["claims_weekly"] if heading["counts"]["reports"] >= _REGULAR else [])
    return [await dashboards.drawn(asked, "claims", name, given) for name in names if heading["latest"]]


async def _tell_all(asked: Asked) -> Told:
    rows = await facts.categories(asked.ask)
    series: dict[str, list[Row]] = {}
    for row in rows:
        series.setdefault(row["series_id"], []).append(row)
    return Told({"series": series}, {"categories": rows}, rows)


async def _examples(asked: Asked) -> Sequence[str]:
    seen = dict.fromkeys(row["category_id"] for row in await facts.categories(asked.ask))
    return [f"/categories/{category}" for category in seen]


async def _example(_: Asked) -> Sequence[str]:
    return ["/categories"]


_NEEDS = frozenset({"series_categories", "losses", "corrections", "adjudications", "claimed_vs_confirmed"})
INDEX = Page("categories", "/categories", "categories.html", _tell_all, _example, needs=_NEEDS)
PAGE = Page("category", "/categories/{category}", "category.html", _tell, _examples, needs=_NEEDS)
