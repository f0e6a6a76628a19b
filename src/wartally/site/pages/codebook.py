"""The codebook as a page: every table and column with its meaning, unit, codes and what it refers to."""

from __future__ import annotations

from collections.abc import Sequence

from wartally.describing import codebook_rows
from wartally.site.pages.page import Asked, Page, Told

__all__ = ["PAGE"]

SECTIONS = ("claimed", "confirmed", "estimated", "events", "press", "reference", "history", "other")


async def _tell(asked: Asked) -> Told:
    site = asked.site
    schemas = site.package.schemas
    rows = codebook_rows(schemas.values(), asked.lang)
    sections = {
        name: [schema for schema in schemas.values() if (schema.section or "other") == name]
        for name in SECTIONS
    }
    by_table: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        by_table.setdefault(str(row["table"]), []).append(row)
    context = {
        "sections": {name: some for name, some in sections.items() if some},
        "columns": by_table,
        "tables": len(schemas),
        "total": len(rows),
        "rules": len(site.rules),
    }
    flat = [
        {**row, "codes": "; ".join(f"{code['code']} ({code['label']})" for code in row["codes"])}
        for row in rows
    ]
    return Told(context, {"columns": rows}, flat)


async def _examples(_: Asked) -> Sequence[str]:
    return ["/codebook"]


PAGE = Page("codebook", "/codebook", "codebook.html", _tell, _examples)
