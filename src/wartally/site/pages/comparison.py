"""The chart of claimed against confirmed, which several pages show."""

from __future__ import annotations

from wartally.site import present
from wartally.site.charts.compare import compare_chart, deaths_chart
from wartally.site.charts.drawing import Drawing
from wartally.site.facts import compare as facts
from wartally.site.pages.page import Asked, Refused
from wartally.site.pages.tally import choices_of

__all__ = ["comparison", "first_compared"]

_DEFAULT = "tanks"


async def first_compared(asked: Asked) -> str:
    """The category that is meant where none is named: tanks, else the first that is confirmed; or none."""
    found = await facts.with_both(asked.ask, asked.site.series)
    items = [category for category in found if category != facts.COUNTED] or found
    return _DEFAULT if _DEFAULT in items else next(iter(items), "")


async def comparison(asked: Asked, category: str = "") -> Drawing:
    """The chart of a category, else of the one in the address, else of the first one.

    Raises Refused if nothing that is confirmed answers to the category.
    """
    category = category or asked.arg("category") or await first_compared(asked)
    if not category:
        raise Refused(404, asked.t("compare_none"))
    if category not in await facts.with_both(asked.ask, asked.site.series):
        raise Refused(404, asked.t("problem_no_compare", category=category))
    sides = asked.site.side_names(asked.lang)
    if category == facts.COUNTED:
        side = asked.site.sides[0]
        rows = await facts.deaths(asked.ask, asked.site.series, side)
        return deaths_chart(asked.t, rows, side, sides[side])
    names = (await choices_of(asked))["categories"]
    rows = await facts.compared(asked.ask, category, asked.site.sides)
    return compare_chart(asked.t, category, present.named(names[category], asked.lang), rows, sides)
