"""The home page: latest claims, the weeks of the war, what is confirmed and estimated, news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wartally.site import present
from wartally.site.charts.drawing import Drawing
from wartally.site.charts.estimates import estimates_chart
from wartally.site.charts.spark import spark
from wartally.site.charts.weekly import numbered, weekly_chart
from wartally.site.facts import home as facts
from wartally.site.pages import compare
from wartally.site.pages.page import Asked, Page, Told
from wartally.site.pages.tally import EXAMPLE, choices_of

__all__ = ["PAGE", "estimates", "weekly"]

_COMPARED = "tanks"
_EVENTS_SHOWN = 6


async def weekly(asked: Asked) -> Drawing:
    """The chart of weekly claimed personnel losses with the key events."""
    series = (await choices_of(asked))["series"][asked.site.series]
    weeks = await facts.weeks(asked.ask, asked.site.series)
    events = await facts.key_events(asked.ask)
    return weekly_chart(asked.t, present.named(series, asked.lang), weeks, events)


async def estimates(asked: Asked) -> Drawing:
    """The chart of every estimate of the killed soldiers of either side."""
    sides = {side: asked.site.code("estimates", "subject_side", side, asked.lang) for side in ("RU", "UA")}
    rows = await facts.killed(asked.ask)
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
        "filled": {"series": site.series, **EXAMPLE},
        "shown": series,
        "age": t("age_days", n=age) if age > 0 else t("age_today"),
        "definition": choices["definitions"].get((site.series, "personnel")),
        "sparks": {category: _course(values) for category, values in courses.items()},
        "charts": {
            "weekly": await weekly(asked),
            "compared": await compare.picture(asked, _COMPARED),
            "estimates": await estimates(asked),
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
