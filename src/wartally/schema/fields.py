"""One field of a Table Schema read: its type, the way its values are written, its categories. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from wartally.cells.numbers import number_form
from wartally.cells.texts import STRING_FORMS
from wartally.cells.times import wrong_directive
from wartally.errors import SchemaError
from wartally.schema.limits import check_constraints
from wartally.schema.model import TYPES, Category, Field, FieldType

__all__ = ["FIELD_KEYS", "missing_values", "read_field"]

# What the standard says of a field, and what schema files of Wartally's own say beside it.
FIELD_KEYS = (
    *("name", "type", "format", "title", "description", "example", "constraints", "categories"),
    *(
        "categoriesOrdered",
        "missingValues",
        "rdfType",
        "trueValues",
        "falseValues",
        "decimalChar",
        "groupChar",
    ),
    *("bareNumber", "delimiter", "itemType", "title@uk", "description@uk", "unit", "hxl"),
)
_ITEM_TYPES = ("string", "integer", "boolean", "number", "datetime", "date", "time")
_MOMENTS = ("datetime", "date", "time")
_FORMATS = {
    "string": tuple(STRING_FORMS),
    "geopoint": ("array", "object"),
    "geojson": ("topojson",),
}
_NUMERIC = ("number", "integer")


def read_field(table: str, raw: Any, position: int) -> Field:
    """The field at a position (from 0) of the schema of `table`.

    Raises SchemaError, naming the table, the field and what to do, if it cannot be used.
    """
    if not isinstance(raw, Mapping) or not isinstance(raw.get("name"), str):
        where = f"schema {table}, /fields/{position}"
        raise SchemaError(f"{where}: every field must be a mapping with a name, which is text")
    name = raw["name"]
    where = f"schema {table}, field {name}"
    kind = raw.get("type")
    kind = "any" if kind is None else kind
    if kind not in TYPES:
        raise SchemaError(f"{where}: type {kind!r} is not one of {', '.join(TYPES)}")
    constraints = raw.get("constraints")
    constraints = {} if constraints is None else constraints
    if not isinstance(constraints, Mapping):
        raise SchemaError(f'{where}: `constraints` must be a mapping, such as {{"required": true}}')
    field = Field(
        name=name,
        type=cast(FieldType, kind),
        title=_text(raw, "title"),
        title_uk=_text(raw, "title@uk"),
        description=_text(raw, "description"),
        description_uk=_text(raw, "description@uk"),
        example=raw.get("example"),
        unit=_text(raw, "unit"),
        hxl=_text(raw, "hxl"),
        constraints=dict(constraints),
        categories=_categories(where, raw.get("categories"), kind),
        ordered=_boolean(where, raw, "categoriesOrdered", False),
        format=_format(where, kind, raw.get("format")),
    )
    field = _written(where, field, raw)
    if raw.get("missingValues") is not None:
        field = replace(field, missing_values=missing_values(where, raw["missingValues"]))
    check_constraints(where, field)
    return field


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    return "" if value is None else str(value)


def _boolean(where: str, raw: Mapping[str, Any], key: str, usual: bool) -> bool:
    value = raw.get(key)
    value = usual if value is None else value
    if not isinstance(value, bool):
        raise SchemaError(f"{where}: `{key}` must be true or false, not {value!r}")
    return value


def _format(where: str, kind: str, said: Any) -> str:
    form = "default" if said is None or said == "" else said
    if not isinstance(form, str):
        raise SchemaError(f"{where}: `format` must be text, not {form!r}")
    form = form.removeprefix("fmt:")
    if form == "default":
        return form
    if kind in _MOMENTS:
        return _moment_format(where, form)
    known = ("default", *_FORMATS.get(kind, ()))
    # A field that is not looked at can be written in any way.
    if form not in known and kind != "any":
        raise SchemaError(
            f"{where}: format {form!r} is none of the type {kind}, which has {', '.join(known)}"
        )
    return form if kind != "any" else "default"


def _moment_format(where: str, form: str) -> str:
    wrong = "" if form == "any" else wrong_directive(form)
    if wrong == "%":
        raise SchemaError(
            f"{where}: format {form!r} is neither default nor any nor a pattern; a pattern names "
            "the parts of a date with %, such as %d.%m.%Y"
        )
    if wrong:
        raise SchemaError(f"{where}: format {form!r} has {wrong}, which is no part of a date or time")
    return form


def _written(where: str, field: Field, raw: Mapping[str, Any]) -> Field:
    """The field with what is said of the way its values are written, where its type knows of it."""
    if field.type in _NUMERIC:
        field = replace(
            field,
            decimal_char=_sign(where, raw, "decimalChar", ".") if field.type == "number" else ".",
            group_char=_sign(where, raw, "groupChar", ""),
            bare_number=_boolean(where, raw, "bareNumber", True),
        )
        _check_signs(where, field)
    if field.type == "boolean":
        field = replace(
            field,
            true_values=_words(where, raw, "trueValues", field.true_values),
            false_values=_words(where, raw, "falseValues", field.false_values),
        )
        both = sorted(set(field.true_values) & set(field.false_values))
        if both:
            raise SchemaError(f"{where}: {both[0]!r} is among both `trueValues` and `falseValues`")
    if field.type == "list":
        item = raw.get("itemType", "string")
        # The standard's own text has this slip of the pen.
        item = "datetime" if item == "datetme" else item
        if item not in _ITEM_TYPES:
            raise SchemaError(f"{where}: `itemType` {item!r} is not one of {', '.join(_ITEM_TYPES)}")
        delimiter = _sign(where, raw, "delimiter", ",") or ","
        field = replace(field, delimiter=delimiter, item_type=cast(FieldType, item))
    return field


def _sign(where: str, raw: Mapping[str, Any], key: str, usual: str) -> str:
    value = raw.get(key)
    value = usual if value is None else value
    if not isinstance(value, str):
        raise SchemaError(f"{where}: `{key}` must be text, not {value!r}")
    return value


def _check_signs(where: str, field: Field) -> None:
    if not field.decimal_char:
        raise SchemaError(f'{where}: `decimalChar` must be a sign, such as "."')
    if field.decimal_char == field.group_char:
        raise SchemaError(f"{where}: `decimalChar` and `groupChar` are both {field.group_char!r}")
    for key, sign in (("decimalChar", field.decimal_char), ("groupChar", field.group_char)):
        if any(c in "0123456789+-eE" for c in sign):
            raise SchemaError(f"{where}: `{key}` {sign!r} is part of numbers themselves")
    number_form(field.type == "integer", field.decimal_char, field.group_char, field.bare_number)


def _words(where: str, raw: Mapping[str, Any], key: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    value = raw.get(key)
    if value is None:
        # One's own word for one truth value takes it from the usual words of the other.
        other = raw.get("falseValues" if key == "trueValues" else "trueValues")
        taken = other if isinstance(other, list) else []
        return tuple(word for word in usual if word not in taken)
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        raise SchemaError(f"{where}: `{key}` must be a list of texts, such as {list(usual[:1])}")
    return tuple(value)


def missing_values(where: str, raw: Any) -> tuple[str, ...]:
    """The texts of `missingValues`, each plain or an object with a `value`; SchemaError if it is none."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise SchemaError(
            f'{where}: `missingValues` must be a list of texts, such as ["", "NA"], not {raw!r}'
        )
    found: list[str] = []
    for said in raw:
        value = said.get("value") if isinstance(said, Mapping) else said
        if not isinstance(value, str):
            raise SchemaError(
                f"{where}: `missingValues` has {value!r}; each must be text or have text as its `value`"
            )
        found.append(value)
    return tuple(dict.fromkeys(found))


def _categories(where: str, raw: Any, kind: str) -> tuple[Category, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise SchemaError(f"{where}: `categories` must be a list of values or of objects with a `value`")
    if raw and kind not in ("string", "integer", "any"):
        raise SchemaError(f"{where}: `categories` are for fields of type string or integer, not {kind}")
    found = tuple(_category(where, said, n) for n, said in enumerate(raw))
    for what, texts in (("value", [c.value for c in found]), ("label", _labels(raw))):
        twice = sorted({text for text in texts if texts.count(text) > 1})
        if twice:
            raise SchemaError(f"{where}: `categories` has the {what} {twice[0]!r} twice")
    return found


def _labels(raw: Sequence[Any]) -> list[str]:
    return [str(c["label"]) for c in raw if isinstance(c, Mapping) and c.get("label") is not None]


def _category(where: str, raw: Any, position: int) -> Category:
    value = raw.get("value") if isinstance(raw, Mapping) else raw
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise SchemaError(
            f"{where}, /categories/{position}: a category must have a value, text or whole number"
        )
    if not isinstance(raw, Mapping):
        return Category(value=str(raw), label=str(raw), label_uk="")
    return Category(
        value=str(value),
        label=_text(raw, "label") or str(value),
        label_uk=_text(raw, "label@uk"),
        description=_text(raw, "description"),
        description_uk=_text(raw, "description@uk"),
        sdmx=_text(raw, "sdmx"),
    )
