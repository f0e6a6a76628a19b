"""The page about the package: what it is, how a figure gets in, what the words mean, and its limits."""

from __future__ import annotations

from collections.abc import Sequence

from wartally.site.pages.page import Asked, Page, Told

__all__ = ["PAGE"]


async def _tell(asked: Asked) -> Told:
    site = asked.site
    document = {
        "title": site.title,
        "version": site.version,
        "licence": dict(site.licence),
        "tables": list(site.shape.tables),
        "rules": len(site.rules),
    }
    return Told({"rules": len(site.rules)}, document, [{"version": site.version, "rules": len(site.rules)}])


async def _examples(_: Asked) -> Sequence[str]:
    return ["/about"]


PAGE = Page("about", "/about", "about.html", _tell, _examples)
