"""The compare pages: claimed against confirmed, for every category and for one."""

from __future__ import annotations

from collections.abc import Sequence

from wartally.site.charts.drawing import Drawing
from wartally.site.facts import compare as facts
from wartally.site.facts.common import Row
from wartally.site.pages import dashboards
from wartally.site.pages.comparison import comparison, first_compared
from wartally.site.pages.page import Asked, Page, Told
from wartally.site.pages.tally import choices_of

__all__ = ["INDEX", "PAGE", "picture"]

# The chart of the category in the address, else of the first one.
picture = comparison


async def _beside(asked: Asked, category: str) -> list[Drawing]:
    """What stands below the chart: for persons the estimates, for equipment the ratio and the states."""
    if category == facts.COUNTED:
        weekly = await dashboards.drawn(
            asked, "estimates", "deaths_weekly", {"side": asked.site.sides[0], "measure": "killed"}
        )
        killed = [
            await dashboards.drawn(
                asked, "estimates", "estimates_ranges", {"measure": "killed", "side": side}
            )
            for side in asked.site.sides
        ]
        return [chart for chart in (weekly, *killed) if chart.rows]
    names = ("confirmed_ratio", "confirmed_status")
    charts = [await dashboards.drawn(asked, "confirmed", name, {"category": category}) for name in names]
    return [chart for chart in charts if chart.rows]


async def _tell(asked: Asked) -> Told:
    category = asked.var("category")
    chart = await comparison(asked, category)
    every = await facts.latest(asked.ask, asked.site.series)
    choices, wider = await choices_of(asked), facts.WIDER.get(category)
    context = {
        "category_id": category,
        "chart": chart,
        "charts": await _beside(asked, category),
        "latest": next((row for row in every if row["category_id"] == category), None),
        "defined": await facts.defined(asked.ask, category),
        "listed": await facts.listed(asked.ask, category, asked.site.sides),
        "sides": asked.site.side_names(asked.lang),
        "choices": choices,
        "others": await facts.with_both(asked.ask, asked.site.series),
        "wider": wider if wider in choices["categories"] else None,
        "persons": category == facts.COUNTED,
    }
    rows: list[Row] = [{"category": category, **row} for row in chart.rows]
    kept = ("latest", "defined", "listed")
    return Told(context, {"category": category, **{k: context[k] for k in kept}, "rows": rows}, rows)


async def _tell_all(asked: Asked) -> Told:
    rows = await facts.latest(asked.ask, asked.site.series)
    first, both = await first_compared(asked), await facts.with_both(asked.ask, asked.site.series)
    context = {
        "rows": rows,
        "chart": await comparison(asked, first) if first and first != facts.COUNTED else None,
        "persons": await comparison(asked, facts.COUNTED) if facts.COUNTED in both else None,
        "choices": await choices_of(asked),
    }
    return Told(context, {"series": asked.site.series, "rows": rows}, rows)


async def _examples(asked: Asked) -> Sequence[str]:
    return [f"/compare/{category}" for category in await facts.with_both(asked.ask, asked.site.series)]


async def _example(_: Asked) -> Sequence[str]:
    return ["/compare"]


_NEEDS = frozenset({"claimed_vs_confirmed", "sightings_counted", "weekly_deaths", "estimates"})
INDEX = Page("compare", "/compare", "compare_all.html", _tell_all, _example, needs=_NEEDS)
PAGE = Page("compare", "/compare/{category}", "compare.html", _tell, _examples, needs=_NEEDS)
