"""The package in schema.org's terms, for the pages that search engines read it from."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from wartally.catalogue.reading import subject_of
from wartally.catalogue.schemaorg import compile_schema_org
from wartally.catalogue.subject import Distribution, Subject
from wartally.errors import WartallyError
from wartally.site.state import Site

__all__ = ["described", "embedded"]


def _subject(site: Site) -> Subject:
    """The package as catalogue records see it, read once."""
    files = [
        Distribution(
            f"exports/{f.path}", f.media_type, f.bytes, f.sha256, f"{f.title_en} ({f.format})", f.title_uk
        )
        for f in site.exports.files
        if not f.table
    ]
    return subject_of(site.package, files=files)


async def described(asked: Any) -> str:
    """The record as JSON-LD, with the addresses of this site; empty braces if the package says too little."""
    site: Site = asked.site
    if site.subject is None:
        try:
            site.subject = await asyncio.to_thread(_subject, site)
        except WartallyError:
            return "{}"
    base = asked.absolute(f"{site.prefix}/")
    return json.dumps(
        compile_schema_org(replace(site.subject, base_url=base), brief=True), ensure_ascii=False
    )


async def embedded(asked: Any) -> Markup:
    """The record as a block of data for a page, so written that nothing in it can end the block."""
    text = (await described(asked)).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))
