"""Importers: one module per upstream feed; each reads its feed strictly and proposes rows."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from wartally.errors import BadArgument
from wartally.importers.feed import Feed

__all__ = ["FEEDS", "reader_of"]

# The feeds in the order in which an empty package is filled, and the module that reads each.
FEEDS = {
    "petroivaniuk": "petroivaniuk",
    "infographic": "infographic",
    "official_text": "official_text",
    "lod_db": "lod_db",
    "petroivaniuk_rewrites": "petroivaniuk_rewrites",
}


def reader_of(feed: str) -> Callable[[Path], Feed]:
    """The function that reads the feed called `feed`; raises BadArgument, listing the feeds, if there is none."""
    if feed not in FEEDS:
        raise BadArgument(f"there is no feed {feed!r}; the feeds are {', '.join(FEEDS)}")
    read: Callable[[Path], Feed] = import_module(f"wartally.importers.{FEEDS[feed]}").read
    return read
