"""Values of the database as its pages show them: names for identifiers, labels for codes, written numbers."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from wartally.site.faces import ColumnFace
from wartally.site.words import Words

__all__ = ["cell", "is_number", "link"]

_SHOWN = 32
_LONG = 60


def cell(t: Words, face: ColumnFace, value: Any, name: str = "", address: str = "") -> Markup:
    """A value in the language of `t`, as HTML; empty if there is none.

    `name` and `address` are those of the row that the value points to, if it points to one.
    """
    if value is None or value == "":
        return Markup("")
    if address:
        return _named(name, str(value), address)
    if face.kind == "boolean" and value in (0, 1):
        return t("yes") if value else t("no")
    label = face.label(value, t.lang)
    if label.lower() == str(value):
        return escape(label)
    if label:
        return Markup("{} <em>{}</em>").format(label, value)
    if isinstance(value, str):
        return link(value) or escape(value)
    return escape(_number(t, face, value))


def _named(name: str, value: str, address: str) -> Markup:
    if not name or name == value:
        return Markup('<a href="{}">{}</a>').format(address, value)
    return Markup('<a href="{}">{}</a> <em>{}</em>').format(address, name, value)


def _number(t: Words, face: ColumnFace, value: Any) -> str:
    """A count in the language's form; identifiers and positions as they are written everywhere."""
    if face.name.endswith("_id") or face.unit == "degrees":
        return str(value)
    if isinstance(value, int):
        return t.number(value)
    return str(value).replace(".", ",") if t.lang == "uk" and isinstance(value, float) else str(value)


def is_number(face: ColumnFace, kind: str = "") -> bool:
    """True if the values of a column are numbers, to be set flush right; `kind` is its type in SQLite."""
    return face.kind in ("integer", "number") or (
        face.kind == "string" and kind.lower() in ("integer", "real")
    )


def is_long(value: Any) -> bool:
    """True of a text that wants room."""
    return isinstance(value, str) and len(value) > _LONG and link(value) is None


def link(value: Any) -> Markup | None:
    """An address as a link that is short to read; None if the value is no address."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://")) or " " in value:
        return None
    shown = value.split("//", 1)[1].removeprefix("www.").rstrip("/")
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return Markup('<a href="{}">{}</a>').format(value, shown)
