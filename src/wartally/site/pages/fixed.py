"""The pictures that pages show to whoever comes: those that can be drawn before anybody asks."""

from __future__ import annotations

import html
import re
from typing import Any

from datasette.utils.asgi import Request

from wartally.errors import WartallyError
from wartally.site.pages import categories, compare, dashboards, home, tally
from wartally.site.pages.page import Asked, site_of

__all__ = ["draw_pictures", "fixed_pictures"]

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


async def draw_pictures(datasette: Any) -> int:
    """Draw every fixed picture and keep it beside the database; how many there are.

    Raises WartallyError if one cannot be drawn or written.
    """
    site = site_of(datasette)
    if not site.tells_tallies:
        return 0
    site.pictures.forget_others()
    site.pictures.saving = True
    try:
        addresses = await fixed_pictures(datasette)
        for address in addresses:
            response = await datasette.client.get(address)
            if response.status_code != 200:
                raise WartallyError(f"the picture {address} cannot be drawn (status {response.status_code})")
    finally:
        site.pictures.saving = False
    return len(addresses)
