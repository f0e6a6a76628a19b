"""The home page: latest claims, the weeks of the war, what is confirmed and estimated, news."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import date

from wartally.site import present
from wartally.site.charts.drawing import Drawing
from wartally.site.charts.estimates import estimates_chart
from wartally.site.charts.spark import spark
from wartally.site.charts.weekly import FULL, numbered, weekly_chart
from wartally.site.facts import home as facts
from wartally.site.facts.common import Row
from wartally.site.pages import compare
from wartally.site.pages.page import Asked, Page, Refused, Told
from wartally.site.pages.tally import choices_of

__all__ = ["PAGE", "estimates", "weekly"]

_EVENTS_SHOWN = 6


async def weekly(asked: Asked) -> Drawing:
    """The chart of weekly claimed losses with the key events: of personnel, else of the first category.

    Raises Refused if no week has all its reports and one before it to tell its change from.
    """
    choices, series = await choices_of(asked), asked.site.series
    category = _leading(choices, series)
    weeks = await facts.weeks(asked.ask, series, category)
    if not any(week["reports"] == FULL and week["change"] is not None for week in weeks):
        raise Refused(404, asked.t("problem_nothing_to_draw"))
    events = await facts.key_events(asked.ask)
    what = present.named(choices["categories"][category], asked.lang)
    return weekly_chart(asked.t, present.named(choices["series"][series], asked.lang), weeks, events, what)


def _leading(choices: Row, series: str) -> str:
    """The category that stands for a series: the first that it tracks, in the order of the reports."""
    leading: str = next(c for c in choices["categories"] if (series, c) in choices["definitions"])
    return leading


async def estimates(asked: Asked) -> Drawing:
    """The chart of every estimate of the killed soldiers of either side; Refused if there is none."""
    sides = {s: asked.site.code("estimates", "subject_side", s, asked.lang) for s in asked.site.sides}
    rows = await facts.killed(asked.ask)
    if not rows:
        raise Refused(404, asked.t("problem_nothing_to_draw"))
    return estimates_chart(asked.t, [{**row, "name": present.named(row, asked.lang)} for row in rows], sides)


async def _tell(asked: Asked) -> Told:
    site, t = asked.site, asked.t
    choices = await choices_of(asked)
    series = choices["series"][site.series]
    told = await facts.home(asked.ask, site.series, series["last_report"])
    courses = await facts.courses(asked.ask, site.series, series["last_report"])
    events = await facts.key_events(asked.ask)
    age = (site.today() - date.fromisoformat(series["last_report"])).days
    context = {
        **told,
        "corrections": present.by_day(told["corrections"]),
        "decisions": present.spells(told["decisions"], 5),
        "choices": choices,
        "filled": choices["example"],
        "article": choices["article"],
        "shown": series,
        "age": t("age_days", n=age) if age > 0 else t("age_today"),
        "definition": choices["definitions"].get((site.series, _leading(choices, site.series))),
        "leading": _leading(choices, site.series),
        "sparks": {category: _course(values) for category, values in courses.items()},
        "charts": {
            "weekly": await _if_any(weekly(asked)),
            "compared": await _if_any(compare.picture(asked)),
            "estimates": await _if_any(estimates(asked)),
        },
        "turns": numbered(events),
        "events": list(reversed(events))[:_EVENTS_SHOWN],
    }
    document = {
        "version": site.version,
        "series": site.series,
        "last_report": series["last_report"],
        **told,
        "events": context["events"],
    }
    return Told(context, document, told["latest"])


async def _if_any(drawing: Awaitable[Drawing]) -> Drawing | None:
    """A chart, or None where there is nothing to draw."""
    try:
        return await drawing
    except Refused:
        return None


def _course(values: Sequence[int | None]) -> dict[str, object]:
    known = [value for value in values if value is not None]
    return {
        "line": spark(values),
        "n": len(values),
        "low": min(known, default=None),
        "high": max(known, default=None),
    }


async def _examples(_: Asked) -> Sequence[str]:
    return ["/"]


PAGE = Page("home", "/", "home.html", _tell, _examples)
