"""Schemas and rules made neutral: sides, first day, texts and examples of a new subject. Pure.

What is about the Russo-Ukrainian war only is declared in `subject.yaml`; everything else of a
schema or rule is taken as it is, so that a new package follows the tables it was started from.
"""

from __future__ import annotations

import copy
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wartally.errors import BadArgument
from wartally.schema import TableSchema
from wartally.validation.rules import Rule

__all__ = ["MAIN_SERIES", "Subject", "example_rows", "neutral_rule", "neutral_schema", "sides_of"]

Row = dict[str, str]
# The series of the example, which stands in the rules where they name one.
MAIN_SERIES = "example_series"
_SIDE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")
_WIDTH = 116
_EXAMPLE = timedelta(days=7)


@dataclass(frozen=True)
class Subject:
    """The new subject: the codes of its two sides and the first day that figures are counted from."""

    sides: tuple[str, str]
    start: date

    @classmethod
    def of(cls, sides: str, start: date, today: date) -> Subject:
        """From two codes written `A,B` and a day; raises BadArgument if they are of no use.

        The week after the first day must be past, because the example has reports of it.
        """
        if start > today - _EXAMPLE:
            raise BadArgument(f"the first day is {start}; the week after it must be past, for the example")
        codes = [code.strip() for code in sides.split(",")]
        if len(codes) != 2 or codes[0] == codes[1] or not all(_SIDE.fullmatch(code) for code in codes):
            raise BadArgument(
                f"the sides are {sides!r}; they must be two different codes such as A,B: capital letters, "
                "digits and underscores, beginning with a letter"
            )
        return cls((codes[0], codes[1]), start)


def sides_of(schemas: Mapping[str, TableSchema]) -> tuple[Any, ...]:
    """The codes of the sides, as the column `actors.side` lists them."""
    return schemas["actors"].field_of("side").enum


def neutral_schema(
    raw: Mapping[str, Any],
    subject: Subject,
    declared: Mapping[str, Any],
    known: Mapping[str, Any],
    rows: Sequence[Row] = (),
) -> dict[str, Any]:
    """The mapping of a schema file for the new subject.

    `declared` is `subject.yaml`; `known` has the `sides`, the first day (`start`) and the main
    `series` of the package the schema comes from; examples are taken from the example's `rows`.
    """
    schema: dict[str, Any] = copy.deepcopy(dict(raw))
    table, texts = str(schema["name"]), declared["texts"]
    schema.update(texts.get(table, {}))
    for column in schema["fields"]:
        place = f"{table}.{column['name']}"
        column.update(texts.get(place, {}))
        _open_list(column, place, subject, declared, known)
        for code in column.get("categories", ()):
            code.update(texts.get(f"{place}={code['value']}", {}))
        _start_date(column, subject, known)
        _example(column, [row[column["name"]] for row in rows if row.get(column["name"])])
    return schema


def _open_list(
    column: dict[str, Any],
    place: str,
    subject: Subject,
    declared: Mapping[str, Any],
    known: Mapping[str, Any],
) -> None:
    """Give a list of sides the new sides, and take away a list that another subject fills anew."""
    constraints = column.get("constraints", {})
    if tuple(constraints.get("enum", ())) == tuple(known["sides"]):
        constraints["enum"] = list(subject.sides)
        column["categories"] = [
            {"value": side, "label": f"Side {side}", "label@uk": f"Сторона {side}"} for side in subject.sides
        ]
    elif place in declared["open_lists"]:
        constraints.pop("enum", None)
        column.pop("categories", None)


def _start_date(column: dict[str, Any], subject: Subject, known: Mapping[str, Any]) -> None:
    """No date before the first day of the count; other bounds of dates were about this subject."""
    constraints = column.get("constraints", {})
    if column.get("type") == "date" and "minimum" in constraints:
        if constraints["minimum"] == known["start"]:
            constraints["minimum"] = subject.start.isoformat()
        else:
            del constraints["minimum"]


def _example(column: dict[str, Any], values: Sequence[str]) -> None:
    """The first value of the example's rows; without one a code of the list, or no example at all."""
    column.pop("example", None)
    if values:
        column["example"] = _typed(values[0], column.get("type", "string"))
    elif column.get("constraints", {}).get("enum"):
        column["example"] = column["constraints"]["enum"][0]


def _typed(value: str, kind: str) -> Any:
    if kind == "boolean":
        return value == "true"
    return {"integer": int, "number": float}.get(kind, str)(value)


def neutral_rule(
    rule: Rule, text: str, subject: Subject, declared: Mapping[str, Any], known: Mapping[str, Any]
) -> str | None:
    """The text of a rule's file for the new subject; None if the rule is about this one by name."""
    if rule.id in declared["rules_left_out"]:
        return None
    said = declared["texts"].get(f"rule {rule.id}", {})
    head = {
        "id": rule.id, "severity": rule.severity, "tables": ", ".join(rule.tables), "column": rule.column,
        "title": rule.title, "title@uk": rule.title_uk,
        "description": said.get("description", rule.description),
        "description@uk": said.get("description@uk", rule.description_uk),
    }  # fmt: skip
    body = text[text.index(rule.sql) :]
    changed = body.replace(f"'{known['start']}'", f"'{subject.start.isoformat()}'")
    changed = changed.replace(f"'{known['series']}'", f"'{MAIN_SERIES}'")
    return "\n".join([*(line for name, words in head.items() for line in _header(name, words)), changed])


def _header(name: str, words: str) -> list[str]:
    return textwrap.wrap(
        f"-- {name}: {words}",
        _WIDTH,
        subsequent_indent="--   ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def example_rows(example: Mapping[str, Any], subject: Subject) -> dict[str, list[Row]]:
    """The rows of `example.yaml` as text, by table: days counted from the first, sides put in."""
    names = {str(n): (subject.start + timedelta(days=n)).isoformat() for n in range(32)}
    names |= {"first": subject.sides[0], "second": subject.sides[1], "year": str(subject.start.year)}
    return {
        table: [dict(zip(part["columns"], _filled(row, names), strict=True)) for row in part["rows"]]
        for table, part in example.items()
    }


def _filled(row: Iterable[Any], names: Mapping[str, str]) -> list[str]:
    return [re.sub(r"\{(\w+)\}", lambda m: names[m[1]], str(cell)) for cell in row]
