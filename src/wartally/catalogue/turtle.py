"""Turtle from JSON-LD nodes, so that a record is stated once and written in both. Pure.

A node is a mapping of compact terms (`dct:title`) to values: text, `{"@id": address}`, a literal
(`{"@value", "@language" or "@type"}`), another node, or a list of these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["render_turtle"]

Node = Mapping[str, Any]
_INDENT = "    "
# What may not stand between < and >.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def render_turtle(prefixes: Mapping[str, str], nodes: Iterable[Node]) -> str:
    """The nodes as Turtle; each has an `@id`, which may be relative to where the text lies."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in prefixes.items()]
    return (
        "\n\n".join(["\n".join(lines), *(f"{_iri(node['@id'])} {_body(node, 1)} ." for node in nodes)]) + "\n"
    )


def _body(node: Node, depth: int) -> str:
    parts = []
    for key, value in node.items():
        if key == "@id":
            continue
        values = value if isinstance(value, list) else [value]
        if key == "@type":
            parts.append("a " + ", ".join(values))
        elif values:
            parts.append(f"{key} " + ", ".join(_value(v, depth) for v in values))
    return f" ;\n{_INDENT * depth}".join(parts)


def _value(value: Any, depth: int) -> str:
    if not isinstance(value, Mapping):
        return json.dumps(str(value), ensure_ascii=False)
    if "@value" in value:
        text = json.dumps(str(value["@value"]), ensure_ascii=False)
        if "@language" in value:
            return f"{text}@{value['@language']}"
        return f"{text}^^{value['@type']}"
    if set(value) == {"@id"}:
        return _iri(str(value["@id"]))
    inner = _INDENT * (depth + 1)
    return f"[\n{inner}{_body(value, depth + 1)}\n{_INDENT * depth}]"


def _iri(address: str) -> str:
    return "<" + _NOT_IN_IRI.sub(lambda m: f"%{ord(m[0]):02X}", address) + ">"
