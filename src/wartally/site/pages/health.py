"""Whether the site can answer: for those who run it, and for whatever starts it anew if it cannot."""

from __future__ import annotations

from typing import Any

from datasette import Response

from wartally.site.metadata import DATABASE
from wartally.site.pages.page import View, site_of

__all__ = ["ROUTES"]


async def _health(datasette: Any) -> Response:
    """Version and mark, once the database has answered."""
    await datasette.get_database(DATABASE).execute("SELECT value FROM package_info LIMIT 1")
    site = site_of(datasette)
    document = {"ok": True, "version": site.version, "mark": site.mark}
    return Response.json(document, headers={"Cache-Control": "no-store"})


ROUTES: tuple[tuple[str, View], ...] = ((r"^/-/health$", _health),)
