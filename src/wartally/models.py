"""pandera models compiled from the schemas, for polars frames in memory, and for those of pandas.

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
from typing import TYPE_CHECKING, Any, Literal, overload

import polars as pl

from wartally.cells import BOUNDS, GeoPoint, count_limit, holds, limit
from wartally.cells.documents import read_json
from wartally.cells.patterns import translate
from wartally.errors import BadArgument, WartallyError
from wartally.frames import value_type
from wartally.schema import Field, TableSchema
from wartally.validation.compile import row_checks

try:
    import pandera.polars as pa
except ImportError as missing:
    raise WartallyError("pandera is not installed; `pip install 'wartally[pandera]'` brings it") from missing

if TYPE_CHECKING:
    from pandera.api.polars.types import PolarsData

    from wartally.package import Package
    from wartally.pandas_models import PandasModel

__all__ = ["TableModel", "model", "models"]

# What pandera's own checks say of values as we do.
_PLAIN = ("string", "any", "integer", "number", "boolean", "date")


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


@overload
def models(package: Package, backend: Literal["polars"] = "polars") -> dict[str, TableModel]: ...
@overload
def models(package: Package, backend: Literal["pandas"]) -> dict[str, PandasModel]: ...
def models(
    package: Package, backend: Literal["polars", "pandas"] = "polars"
) -> dict[str, TableModel] | dict[str, PandasModel]:
    """The model of each table of a package, by the table's name; `backend` is polars or pandas."""
    if backend == "polars":
        return {name: model(schema) for name, schema in package.schemas.items()}
    return {name: model(schema, backend) for name, schema in package.schemas.items()}


@overload
def model(schema: TableSchema, backend: Literal["polars"] = "polars") -> TableModel: ...
@overload
def model(schema: TableSchema, backend: Literal["pandas"]) -> PandasModel: ...
def model(schema: TableSchema, backend: Literal["polars", "pandas"] = "polars") -> TableModel | PandasModel:
    """The model of the table that `schema` describes; a key is checked where all its columns have values.

    Raises BadArgument if `backend` is neither polars nor pandas, WartallyError if it is not installed.
    """
    if backend == "pandas":
        from wartally.pandas_models import pandas_model

        return pandas_model(schema)
    if backend != "polars":
        raise BadArgument(f"there is no backend {backend!r}; the backends are polars, pandas")
    columns = {field.name: _column(field, field.name in schema.primary_key) for field in schema.fields}
    return TableModel(columns, checks=list(_keys(schema)), name=schema.name, strict=True, ordered=True)


def _column(field: Field, in_key: bool) -> pa.Column:
    return pa.Column(
        value_type(field),
        checks=list(_checks(field)),
        nullable=not (field.required or in_key),
        title=field.title or None,
        description=field.description or None,
    )


def _checks(field: Field) -> Iterator[pa.Check]:
    """The constraints of a field as checks; pandera's own where there is one, named as our rules are."""
    for check in row_checks(TableSchema("", (field,)), [field.name]):
        if check.rule != "required":
            yield _own(field, check.rule) or _each(field, check.rule)


def _own(field: Field, rule: str) -> pa.Check | None:
    """Pandera's check for a rule; None if it has none that says the same."""
    said = field.constraints.get(rule)
    if field.type not in _PLAIN or (rule in BOUNDS and field.type == "number"):
        return None
    if rule in ("enum", "categories") and field.type != "number":
        values = field.enum if rule == "enum" else [c.value for c in field.categories]
        return pa.Check.isin([limit(v, field) for v in values if v is not None], name=rule)
    if rule == "pattern":
        pattern = translate(str(said))
        alike = pattern.python == pattern.sql
        return pa.Check.str_matches(f"^(?:{pattern.sql})$", name=rule) if alike else None
    if rule in BOUNDS:
        make: dict[str, Any] = {
            "minimum": pa.Check.ge,
            "maximum": pa.Check.le,
            "exclusiveMinimum": pa.Check.gt,
        }
        check: pa.Check = make.get(rule, pa.Check.lt)(limit(said, field), name=rule)
        return check
    if rule == "minLength":
        return pa.Check.str_length(min_value=count_limit(said), name=rule)
    if rule == "maxLength":
        return pa.Check.str_length(max_value=count_limit(said), name=rule)
    return None


def _each(field: Field, rule: str) -> pa.Check:
    """A check that looks at one value after another."""
    keeps = holds(field, rule)

    def kept(value: Any) -> bool | None:
        return None if value is None else keeps(_value(field, value))

    def check(data: PolarsData) -> pl.LazyFrame:
        column = data.lazyframe.select(data.key).collect()[data.key]
        found = [kept(value) for value in column.to_list()]
        return pl.LazyFrame({data.key: pl.Series(found, dtype=pl.Boolean)})

    return pa.Check(check, name=rule)


def _value(field: Field, value: Any) -> Any:
    """What a frame holds as `wartally.cells` has it."""
    if field.type == "geopoint":
        return GeoPoint(**value)
    return read_json(value) if field.type in ("object", "array", "geojson") else value


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
