"""Atom feeds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

__all__ = ["Entry", "render_atom"]


@dataclass(frozen=True)
class Entry:
    """One entry: `key` is what it is about, the same for ever; `updated` the day the data gives it."""

    key: str
    title: str
    text: str
    address: str
    updated: str


def render_atom(
    entries: Sequence[Entry],
    *,
    key: str,
    title: str,
    lang: str,
    own: str,
    page: str,
    author: str,
    rights: str,
) -> str:
    """The feed of `entries`, the newest first; `own` is its address, `page` that of the page it follows.

    Days become moments at midnight UTC: the data knows no hours.
    """
    newest = max((entry.updated for entry in entries), default="2022-02-24")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"<id>{_identifier(f'{key}/{lang}')}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{_moment(newest)}</updated>",
        f"<author><name>{escape(author)}</name></author>",
        f"<rights>{escape(rights)}</rights>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>',
    ]
    for entry in entries:
        lines += [
            "<entry>",
            f"<id>{_identifier(f'{entry.key}/{lang}')}</id>",
            f"<title>{escape(entry.title)}</title>",
            f"<updated>{_moment(entry.updated)}</updated>",
            f'<link rel="alternate" type="text/html" href={quoteattr(entry.address)}/>',
            f"<summary>{escape(entry.text)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _identifier(key: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'wartally/{key}')}"


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
