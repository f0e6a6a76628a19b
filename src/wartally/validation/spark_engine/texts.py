"""Values as text: Spark's way of writing them turned into DuckDB's. Pure."""

from __future__ import annotations

__all__ = ["as_text", "number_text", "python_text"]


def as_text(text: str | None, kind: str) -> str | None:
    """What Spark wrote of a value of a type (DuckDB's name), as DuckDB writes it."""
    return number_text(float(text)) if kind == "DOUBLE" and text is not None else text


def number_text(value: float) -> str:
    """A decimal number as DuckDB writes it: the fewest digits that say which number it is."""
    return repr(value)


def python_text(text: str | None, kind: str) -> str | None:
    """What Spark wrote of a value of a type (Spark's name), as Python writes the value."""
    if text is None:
        return None
    if kind in ("double", "float"):
        return repr(float(text))
    return text.capitalize() if kind == "boolean" else text
