"""sitemap.xml, robots.txt and llms.txt. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

__all__ = ["render_llms", "render_robots", "render_sitemap"]


def render_sitemap(pairs: Iterable[tuple[str, str]]) -> str:
    """The site map of pages, each given as its English and its Ukrainian address."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for english, ukrainian in pairs:
        both = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href={quoteattr(address)}/>'
            for lang, address in (("en", english), ("uk", ukrainian))
        )
        lines += [f"<url><loc>{escape(address)}</loc>{both}</url>" for address in (english, ukrainian)]
    return "\n".join([*lines, "</urlset>", ""])


def render_robots(sitemap: str) -> str:
    """What crawlers should leave alone: filters and queries without end. All the rest is theirs."""
    left = (
        "/*?*sql=",
        "/*?*_sort",
        "/*?*_next=",
        "/*?*_facet",
        "/*?*_stream=",
        "/wartally-",
        "/uk/wartally-",
    )
    return "\n".join(
        ["User-agent: *", *(f"Disallow: {path}" for path in left), "", f"Sitemap: {sitemap}", ""]
    )


def render_llms(
    title: str,
    text: str,
    sections: Sequence[tuple[str, Sequence[tuple[str, str, str]]]],
    rules: Sequence[str],
) -> str:
    """A guide in Markdown: what this is, how its figures are to be used, and links by section."""
    lines = [f"# {title}", "", f"> {text}", "", *(f"- {rule}" for rule in rules)]
    for heading, links in sections:
        lines += ["", f"## {heading}", ""]
        lines += [f"- [{name}]({address}): {said}" for name, address, said in links]
    return "\n".join([*lines, ""])
