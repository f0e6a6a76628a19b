"""pandera models compiled from the schemas, for polars frames in memory.

A model says of a frame what the schema says of the file: types, values that must be there,
closed lists, patterns, limits, keys, and the columns in their order. Every check carries the
name of its rule (`minimum`, `uniqueKeys`, ...), so that its failure cases read like findings.
What one table cannot tell is left out: foreign keys, and the rules in `validators/`.

A pandera model lets a bare LazyFrame through with its column types checked and nothing else
(unless PANDERA_VALIDATION_DEPTH says otherwise). These models collect it first.

pandera is an extra of Wartally: importing this module without it raises WartallyError.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from wartally.errors import WartallyError
from wartally.schema import Field, TableSchema

try:
    import pandera.polars as pa
except ImportError as missing:
    raise WartallyError("pandera is not installed; `pip install 'wartally[pandera]'` brings it") from missing

if TYPE_CHECKING:
    from pandera.api.polars.types import PolarsData

    from wartally.package import Package

__all__ = ["TableModel", "model", "models"]

_TYPES = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
}


class TableModel(pa.DataFrameSchema):
    """The model of one table: `validate` checks a frame's types and every one of its values."""

    @staticmethod
    def register_default_backends(check_obj_cls: type) -> None:
        """Let pandera check a `TableModel` with the backends of its own class."""
        pa.DataFrameSchema.register_default_backends(check_obj_cls)
        for kind in (pl.DataFrame, pl.LazyFrame):
            TableModel.register_backend(kind, TableModel.BACKEND_REGISTRY[pa.DataFrameSchema, kind])

    def validate(self, check_obj: Any, *args: Any, **kwargs: Any) -> Any:
        """The frame given, if it is as the schema says; a LazyFrame is collected to be checked.

        Text held as Enum or Categorical counts as text. Raises pandera's SchemaError at the first
        thing that is wrong, or with `lazy=True` SchemaErrors with all of them.
        """
        frame = check_obj.collect() if isinstance(check_obj, pl.LazyFrame) else check_obj
        coded = [name for name, kind in frame.schema.items() if kind in (pl.Enum, pl.Categorical)]
        super().validate(frame.with_columns(pl.col(coded).cast(pl.String)), *args, **kwargs)
        return check_obj


def models(package: Package) -> dict[str, TableModel]:
    """The model of each table of a package, by the table's name."""
    return {name: model(schema) for name, schema in package.schemas.items()}


def model(schema: TableSchema) -> TableModel:
    """The model of the table that `schema` describes; a key is checked where all its columns have values."""
    columns = {field.name: _column(field, field.name in schema.primary_key) for field in schema.fields}
    return TableModel(columns, checks=list(_keys(schema)), name=schema.name, strict=True, ordered=True)


def _column(field: Field, in_key: bool) -> pa.Column:
    return pa.Column(
        _TYPES[field.type],
        checks=list(_checks(field)),
        nullable=not (field.required or in_key),
        title=field.title or None,
        description=field.description or None,
    )


def _checks(field: Field) -> Iterator[pa.Check]:
    """The constraints of a field as checks; pandera's own where there is one, named as our rules are."""
    rules = field.constraints
    if "enum" in rules:
        yield pa.Check.isin([_typed(v, field) for v in field.enum], name="enum")
    if "pattern" in rules:
        yield pa.Check.str_matches(f"^(?:{rules['pattern']})$", name="pattern")
    if "minimum" in rules:
        yield pa.Check.ge(_typed(rules["minimum"], field), name="minimum")
    if "maximum" in rules:
        yield pa.Check.le(_typed(rules["maximum"], field), name="maximum")
    if "minLength" in rules:
        yield pa.Check.str_length(min_value=int(rules["minLength"]), name="minLength")
    if "maxLength" in rules:
        yield pa.Check.str_length(max_value=int(rules["maxLength"]), name="maxLength")


def _typed(value: Any, field: Field) -> Any:
    """A constraint's value as a value of the field's type."""
    if field.type == "date":
        return date.fromisoformat(str(value))
    if field.type == "integer":
        return value if isinstance(value, (int, float)) else int(value)
    if field.type == "number":
        return float(value)
    return value if field.type == "boolean" else str(value)


def _keys(schema: TableSchema) -> Iterator[pa.Check]:
    if schema.primary_key:
        yield _distinct("primaryKey", schema.primary_key)
    for names in schema.unique_keys:
        yield _distinct("uniqueKeys", names)
    for field in schema.fields:
        if field.constraints.get("unique"):
            yield _distinct("unique", (field.name,))


def _distinct(rule: str, names: Sequence[str]) -> pa.Check:
    """A check that fails the rows which repeat an earlier row's key.

    pandera's own `unique` counts blanks as equal and fails the first row of a pair with the second.
    """
    key = pl.struct(names)
    blank = pl.any_horizontal(pl.col(name).is_null() for name in names)

    def first_or_blank(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select((blank | key.is_first_distinct()).alias("distinct"))

    return pa.Check(
        first_or_blank, name=rule, error=f"{rule}({', '.join(names)})", statistics={"columns": tuple(names)}
    )
