"""The chart of claimed against confirmed, which several pages show."""

from __future__ import annotations

from wartally.site import present
from wartally.site.charts.compare import compare_chart, deaths_chart
from wartally.site.charts.drawing import Drawing
from wartally.site.facts import compare as facts
from wartally.site.pages.page import Asked, Refused
from wartally.site.pages.tally import choices_of

__all__ = ["DEFAULT", "comparison"]

DEFAULT = "tanks"


async def comparison(asked: Asked, category: str = "") -> Drawing:
    """The chart of a category, else of the one in the address, else of tanks.

    Raises Refused if nothing that is confirmed answers to the category.
    """
    category = category or asked.arg("category") or DEFAULT
    if category not in await facts.with_both(asked.ask):
        raise Refused(404, asked.t("problem_no_compare", category=category))
    if category == facts.COUNTED:
        return deaths_chart(asked.t, await facts.deaths(asked.ask, asked.site.series))
    names = (await choices_of(asked))["categories"]
    rows = await facts.compared(asked.ask, category)
    return compare_chart(asked.t, category, present.named(names[category], asked.lang), rows)
