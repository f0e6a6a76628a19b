"""Charts as addresses: /charts/NAME.svg, .png, .json (the declaration) and .csv (its data)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from datasette import Response
from datasette.utils.asgi import NotFound

from wartally.site.charts import draw
from wartally.site.charts.drawing import Drawing, Variant
from wartally.site.charts.tally import tally_chart
from wartally.site.pages import compare, dashboards, home, reading, tally
from wartally.site.pages.page import MAX_AGE, Asked, Refused, View, as_csv, needed
from wartally.site.state import Site

__all__ = ["CHARTS", "ROUTES"]

# One at a time: drawing takes a core for a moment, and readers of other pages should not wait for it.
# Who waits holds no thread, which downloads need, and finds the picture drawn if another asked for the same.
_TURNS: WeakKeyDictionary[Site, asyncio.Lock] = WeakKeyDictionary()
_SHARED = {"Access-Control-Allow-Origin": "*", **MAX_AGE}


async def _tally(asked: Asked) -> Drawing:
    given, shown = await tally.picture(asked)
    return tally_chart(asked.t, given, shown)


# A chart is one entry: its name in the address, and what declares it for a request.
CHARTS: dict[str, Callable[[Asked], Awaitable[Drawing]]] = {
    "tally": _tally,
    "compare": compare.picture,
    "weekly": home.weekly,
    "estimates": home.estimates,
    **dashboards.CHARTS,
    **reading.READING_CHARTS,
}


def _variant(asked: Asked) -> Variant:
    return Variant(
        lang=asked.lang,
        dark=asked.arg("theme") == "dark",
        narrow=asked.arg("size") == "narrow",
        bare=asked.arg("on") == "page",
    )


async def _chart(datasette: Any, request: Any) -> Response:
    """A chart in the form that the address ends in; 400 or 404 as the page of it would."""
    asked = Asked(datasette, request)
    name, ending = asked.var("name"), asked.var("ending")
    needed(asked)
    if name not in CHARTS:
        raise NotFound(f"there is no chart called {name}")
    try:
        drawing = await CHARTS[name](asked)
    except Refused as refused:
        return Response.text(str(refused.message), status=refused.status, headers=dict(_SHARED))
    variant = _variant(asked)
    if ending == "csv":
        rows = [{column: row.get(column) for column in drawing.columns} for row in drawing.rows]
        return Response(as_csv(rows), headers=dict(_SHARED), content_type="text/csv; charset=utf-8")
    if ending == "json":
        text = draw.declaration(drawing, variant)
        return Response(text, headers=dict(_SHARED), content_type="application/json; charset=utf-8")
    return await _drawn(asked, drawing, variant, ending)


async def _drawn(asked: Asked, drawing: Drawing, variant: Variant, ending: str) -> Response:
    key = (asked.request.path, asked.request.query_string, "chart")
    kept = asked.site.kept(key)
    if kept is None:
        async with _TURNS.setdefault(asked.site, asyncio.Lock()):
            kept = asked.site.kept(key) or await _made(asked, drawing, variant, ending)
            asked.site.keep(key, kept)
    kind = "image/svg+xml; charset=utf-8" if ending == "svg" else "image/png"
    return Response(kept, headers=dict(_SHARED), content_type=kind)


async def _made(asked: Asked, drawing: Drawing, variant: Variant, ending: str) -> str | bytes:
    """A picture drawn when the site was built, or else drawn now."""
    pictures, place = asked.site.pictures, (asked.request.path, asked.request.query_string)
    drawn = pictures.drawn(*place)
    if drawn is not None:
        return drawn
    how: Callable[[Drawing, Variant], str | bytes] = draw.svg if ending == "svg" else draw.png
    made = await asyncio.to_thread(how, drawing, variant)
    pictures.keep(*place, made)
    return made


ROUTES: tuple[tuple[str, View], ...] = (
    (r"^(?:/uk)?/charts/(?P<name>[a-z_]+)\.(?P<ending>svg|png|json|csv)$", _chart),
)
