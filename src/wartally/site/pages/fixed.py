"""The pictures that pages show to whoever comes: those that can be drawn before anybody asks."""

from __future__ import annotations

import html
import re
from typing import Any

from datasette.utils.asgi import Request

from wartally.site.pages import categories, compare, dashboards, home, tally
from wartally.site.pages.page import Asked

__all__ = ["fixed_pictures"]

_PAGES = (
    home.PAGE, tally.PAGE, compare.INDEX, compare.PAGE, categories.PAGE, dashboards.PAGE,
)  # fmt: skip
_PICTURE = re.compile(r'(?:srcset|src)="([^"]*/charts/[^"]+)"')


async def fixed_pictures(datasette: Any) -> list[str]:
    """The address of every picture on the pages that have a fixed address, in each language, theme and size.

    They are read off the pages themselves, so that they are exactly what a reader's browser asks for.
    """
    asked = Asked(datasette, Request.fake("/"))
    found: dict[str, None] = {}
    for page in _PAGES:
        for address in await page.examples(asked):
            for start in ("", "/uk"):
                whole = start + address if address != "/" or not start else start
                response = await datasette.client.get(whole)
                found.update(dict.fromkeys(map(html.unescape, _PICTURE.findall(response.text))))
    return list(found)
