"""The header that every SQL file of ours begins with: comment lines ``-- name: text`` before one query.

A line ``--   more`` continues the text above it. Rules, views and the site's queries share it. Pure.
"""

from __future__ import annotations

import re

__all__ = ["split_header"]

_HEADER = re.compile(r"^-- (?P<name>[a-z]+(?:@uk)?): (?P<text>.+)$")
_CONTINUED = re.compile(r"^--   ?(?P<text>\S.*)$")


def split_header(text: str) -> tuple[dict[str, str], str]:
    """The header's names and texts, and the query below it, as they stand in `text`."""
    header: dict[str, str] = {}
    current = ""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        named = _HEADER.match(line)
        continued = _CONTINUED.match(line)
        if named:
            current = named["name"]
            header[current] = named["text"].strip()
        elif continued and current:
            header[current] += " " + continued["text"].strip()
        else:
            return header, "\n".join(lines[number:])
    return header, ""
