"""datapackage.json compiled: a header kept by hand, and one resource per schema. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from wartally.schema import RESOURCE_KEYS, TableSchema

__all__ = ["HEADER_KEYS", "compile_descriptor", "compile_resource", "render_descriptor"]

# Properties of the package that are kept by hand; everything else in the file is compiled.
HEADER_KEYS = (
    "$schema", "name", "id", "title", "title@uk", "description", "description@uk", "homepage", "version",
    "created", "keywords", "themes", "licenses", "contributors", "temporal", "spatial",
)  # fmt: skip


def compile_resource(schema: TableSchema, path: str, size: int, sha256: str, rows: int) -> dict[str, Any]:
    """The Data Package resource of one table, schema inline, with its size in bytes, hash and row count."""
    raw = schema.raw
    resource: dict[str, Any] = {"name": schema.name, "type": "table", "path": path}
    for key in ("title", "title@uk", "description", "description@uk"):
        if raw.get(key):
            resource[key] = raw[key]
    resource |= {
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "rows": rows,
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            **{k: v for k, v in raw.items() if k not in RESOURCE_KEYS and k != "name"},
        },
    }
    return resource


def compile_descriptor(
    header: Mapping[str, Any], resources: Iterable[Mapping[str, Any]], sources: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """The whole descriptor; `sources` are the rows of the table `sources` whose rows may be passed on."""
    return {
        **{k: header[k] for k in HEADER_KEYS if k in header},
        "sources": [{"title": s["title"], "path": s["url"]} for s in sources if s["redistributable"]],
        "resources": sorted(resources, key=lambda r: str(r["name"])),
    }


def render_descriptor(descriptor: Mapping[str, Any]) -> bytes:
    """The bytes of datapackage.json."""
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
