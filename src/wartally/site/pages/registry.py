"""All our pages and pictures, and their routes."""

from __future__ import annotations

from wartally.site import downloads
from wartally.site.pages import (
    as_of,
    categories,
    changes,
    codebook,
    compare,
    dashboards,
    data,
    days,
    health,
    home,
    machine,
    pictures,
    reading,
    tally,
)
from wartally.site.pages.page import Page, View, routes

__all__ = ["PAGES", "ROUTES"]

PAGES: tuple[Page, ...] = (
    home.PAGE,
    tally.PAGE,
    days.INDEX,
    days.PAGE,
    categories.INDEX,
    categories.PAGE,
    compare.INDEX,
    compare.PAGE,
    dashboards.INDEX,
    dashboards.PAGE,
    *reading.READING,
    data.PAGE,
    codebook.PAGE,
    changes.CHANGES,
    changes.VERSION,
    as_of.PAGE,
)
ROUTES: tuple[tuple[str, View], ...] = (
    (r"^(?:/uk)?/days/?$", days.listed),
    *(route for page in PAGES for route in routes(page)),
    *pictures.ROUTES,
    *downloads.ROUTES,
    *health.ROUTES,
    *machine.routes_for(PAGES, pictures.CHARTS),
)
