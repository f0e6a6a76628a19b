"""Figures in the documentation: each with the query it comes from, written anew by `make docs`. Pure.

Four marks in Markdown, which readers do not see or which are meant for them:

    ...holds <!-- = SELECT COUNT(*) FROM losses -->22,439<!-- . --> rows     one value within a sentence
    <!-- table SELECT ... -->      <!-- . --> on a line below                rows as a Markdown table
    <!-- codes losses.obs_status -->      <!-- . -->                         the codes of a column
    a block of `sql` followed by a block of `text`                           a query shown, and what it gives
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import Any

from wartally.press.phrases import day_text
from wartally.schema import TableSchema

__all__ = ["MARKS", "Ask", "in_words", "refreshed"]

# A query to its column names and rows.
Ask = Callable[[str], tuple[Sequence[str], Sequence[Sequence[Any]]]]

MARKS = {
    "value": re.compile(r"(<!-- = (?P<sql>(?:(?!-->).)+?) -->)(?P<shown>[^<]*)(?P<end><!-- \. -->)"),
    "table": re.compile(r"(<!-- table\s+(?P<sql>.+?)\s*-->)\n(?P<shown>.*?)(?P<end><!-- \. -->)", re.DOTALL),
    "codes": re.compile(
        r"(<!-- codes (?P<table>\w+)\.(?P<column>\w+) -->)\n(?P<shown>.*?)(?P<end><!-- \. -->)", re.DOTALL
    ),
    "query": re.compile(r"(```sql\n(?P<sql>.*?)```\n\n```text\n)(?P<shown>.*?)(?P<end>```)", re.DOTALL),
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEADS = {
    "en": ("code", "label", "meaning", "SDMX"),
    "uk": ("код", "назва", "зміст", "SDMX"),
}
# From how large a number on digits are grouped: in Ukrainian by no-break spaces, in English by commas.
_GROUPED_FROM = {"en": 1_000, "uk": 10_000}


def refreshed(text: str, ask: Ask, schemas: Mapping[str, TableSchema], lang: str) -> str:
    """The text of a page with every figure as it is now, in `en` or `uk`."""
    text = MARKS["value"].sub(lambda m: m[1] + in_words(_one(ask, m["sql"]), lang) + m["end"], text)
    text = MARKS["table"].sub(lambda m: m[1] + _block(_table(ask, m["sql"], lang)) + m["end"], text)
    text = MARKS["codes"].sub(
        lambda m: m[1] + _block(_codes(schemas[m["table"]], m["column"], lang)) + m["end"], text
    )
    return MARKS["query"].sub(lambda m: m[1] + _printed(ask, m["sql"]) + m["end"], text)


def in_words(value: Any, lang: str) -> str:
    """A value as a sentence has it: 22,439 or 22 439, 8 August 2026; blank for none."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        said = str(value)
        return day_text(date.fromisoformat(said), lang) if _DATE.fullmatch(said) else said
    if isinstance(value, float):
        return f"{value:,.1f}" if lang == "en" else f"{value:,.1f}".replace(",", "\u00a0").replace(".", ",")
    grouped = f"{value:,}" if abs(value) >= _GROUPED_FROM[lang] else str(value)
    return grouped if lang == "en" else grouped.replace(",", "\u00a0")


def _block(table: str) -> str:
    return f"\n\n{table}\n\n"


def _one(ask: Ask, sql: str) -> Any:
    _, rows = ask(sql)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise ValueError(f"one value was wanted: {sql}")
    return rows[0][0]


def _table(ask: Ask, sql: str, lang: str) -> str:
    columns, rows = ask(sql)
    lines = [_line(columns), _line("---" for _ in columns)]
    return "\n".join([*lines, *(_line(in_words(cell, lang) for cell in row) for row in rows)])


def _codes(schema: TableSchema, column: str, lang: str) -> str:
    codes = schema.field_of(column).categories
    coded = any(c.sdmx for c in codes)
    shown = [True, True, any(c.description for c in codes), coded]
    rows = [_HEADS[lang], ["---"] * 4]
    for code in codes:
        label = code.label_uk if lang == "uk" else code.label
        meaning = code.description_uk if lang == "uk" else code.description
        rows.append([f"`{code.value}`", label, meaning, f"`{code.sdmx}`" if code.sdmx else ""])
    return "\n".join(_line(compress(row, shown)) for row in rows)


def _line(cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _printed(ask: Ask, sql: str) -> str:
    """What a query gives as plain columns, the way a terminal shows it."""
    columns, rows = ask(sql)
    cells = [[str(c) for c in columns], *(["" if c is None else str(c) for c in row] for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(columns))]
    right = [
        all(isinstance(row[n], int | float) or row[n] is None for row in rows) for n in range(len(columns))
    ]
    lines = []
    for row in cells:
        padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True))
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines) + "\n"
