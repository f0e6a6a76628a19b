"""The pages for reading around a figure: events, disputes, rules, press, sources, about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from wartally.site.charts.drawing import Drawing
from wartally.site.pages import about, disputes, events, press, rules, sources
from wartally.site.pages.page import Asked, Page

__all__ = ["READING", "READING_CHARTS"]

READING: tuple[Page, ...] = (
    events.EVENTS,
    events.EVENT,
    disputes.DISPUTES,
    disputes.CORRECTIONS,
    rules.PAGE,
    press.PRESS,
    press.STATEMENT,
    sources.SOURCES,
    sources.SOURCE,
    sources.ACTOR,
    about.PAGE,
)
READING_CHARTS: dict[str, Callable[[Asked], Awaitable[Drawing]]] = {"event_map": events.picture}
