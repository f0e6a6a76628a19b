"""pandera models compiled from the schemas, for pandas frames in memory.

A frame may come from `wartally.load(...).to_pandas()` or from `pandas.read_csv`: whole numbers with blanks
as Int64 or as floats, dates as timestamps at midnight, closed lists as categories, text in any of pandas'
kinds. What counts is each value, not how pandas stores its column. Checks carry the names of the rules.

`wartally.models` has the models for polars, and hands out these by `backend="pandas"`.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from wartally.cells import GeoPoint, holds
from wartally.cells.documents import read_json
from wartally.errors import WartallyError
from wartally.schema import Field, TableSchema
from wartally.validation.compile import row_checks

try:
    import pandas as pd
    import pandera.pandas as pa
except ImportError as missing:
    raise WartallyError(
        "pandera or pandas is not installed; `pip install 'wartally[pandera,pandas]'` brings both"
    ) from missing

__all__ = ["PandasModel", "pandas_model"]

_TEXT = frozenset({"string", "any", "yearmonth", "duration"})
_MIDNIGHT = time()


class _NotOfType(Exception):
    """A value is none of its field's type."""


class PandasModel(pa.DataFrameSchema):
    """The model of one table for pandas: `validate` checks a frame's columns and every one of its values."""

    @staticmethod
    def register_default_backends(check_obj_cls: type) -> None:
        """Let pandera check a `PandasModel` with the backends of its own class."""
        pa.DataFrameSchema.register_default_backends(check_obj_cls)
        backend = PandasModel.BACKEND_REGISTRY[pa.DataFrameSchema, pd.DataFrame]
        PandasModel.register_backend(pd.DataFrame, backend)


def pandas_model(schema: TableSchema) -> PandasModel:
    """The model of the table that `schema` describes; a key is checked where all its columns have values."""
    columns = {field.name: _column(field, field.name in schema.primary_key) for field in schema.fields}
    return PandasModel(columns, checks=list(_keys(schema)), name=schema.name, strict=True, ordered=True)


def _column(field: Field, in_key: bool) -> pa.Column:
    rules = [c.rule for c in row_checks(TableSchema("", (field,)), [field.name]) if c.rule != "required"]
    kept = [pa.Check(_checker(field, holds(field, rule)), name=rule) for rule in rules]
    return pa.Column(
        checks=[pa.Check(_checker(field, None), name="type"), *kept],
        nullable=not (field.required or in_key),
        title=field.title or None,
        description=field.description or None,
    )


def _checker(field: Field, keeps: Callable[[Any], bool] | None) -> Callable[[Any], Any]:
    """A check of a column's values, blanks left out: that they keep a rule, or without one are of the type.

    A value that is not of its type breaks no other rule.
    """

    def passes(value: Any) -> bool:
        try:
            found = _value(field, value)
        except _NotOfType:
            return keeps is not None
        return keeps is None or keeps(found)

    def check(column: Any) -> Any:
        if column.dtype == object and field.type not in _TEXT:
            found = [passes(value) for value in column]
        else:
            places, values = pd.factorize(column)
            verdicts = [passes(value) for value in values]
            found = [verdicts[place] for place in places]
        return pd.Series(found, index=column.index, dtype=bool)

    return check


def _value(field: Field, value: Any) -> Any:
    """A value of a frame as `wartally.cells` has it; raises _NotOfType."""
    kind = field.type
    if kind in _TEXT:
        found = value if isinstance(value, str) else None
    elif kind in _BY_TYPE:
        found = _BY_TYPE[kind](value)
    else:
        found = _structured(kind, value)
    if found is None:
        raise _NotOfType(value)
    return found


def _whole(value: Any) -> int | None:
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return int(value)
    # Without a nullable type, pandas keeps whole numbers with blanks as floats.
    whole = isinstance(value, numbers.Real) and math.isfinite(value) and float(value).is_integer()
    return int(value) if whole and not _boolean_like(value) else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, numbers.Real) and not _boolean_like(value) else None


def _boolean_like(value: Any) -> bool:
    return isinstance(value, bool) or type(value).__name__ in ("bool", "bool_")


def _boolean(value: Any) -> bool | None:
    return bool(value) if _boolean_like(value) else None


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date() if value.time() == _MIDNIGHT and value.tzinfo is None else None
    return value if isinstance(value, date) else None


def _datetime(value: Any) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    moment = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _time(value: Any) -> time | None:
    return value if isinstance(value, time) else None


_BY_TYPE: dict[str, Callable[[Any], Any]] = {
    "integer": _whole,
    "year": _whole,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
}


def _structured(kind: str, value: Any) -> Any:
    """Lists, points and JSON, as text or as what it says."""
    if kind == "list":
        return list(value) if not isinstance(value, str) and hasattr(value, "__iter__") else None
    if kind == "geopoint":
        return GeoPoint(**value) if isinstance(value, dict) and set(value) == {"lon", "lat"} else None
    wanted = list if kind == "array" else dict
    try:
        found = read_json(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return found if isinstance(found, wanted) else None


def _keys(schema: TableSchema) -> Iterator[pa.Check]:
    if schema.primary_key:
        yield _distinct("primaryKey", schema.primary_key)
    for names in schema.unique_keys:
        yield _distinct("uniqueKeys", names)
    for field in schema.fields:
        if field.constraints.get("unique"):
            yield _distinct("unique", (field.name,))


def _distinct(rule: str, names: Sequence[str]) -> pa.Check:
    """A check that fails the rows which repeat an earlier row's key; a key with a blank repeats none."""
    columns = list(names)

    def first_or_blank(frame: Any) -> Any:
        key = frame[columns]
        try:
            again = key.duplicated()
        except TypeError:
            again = key.map(str).duplicated()
        return key.isna().any(axis=1) | ~again

    said = f"{rule}({', '.join(names)})"
    statistics = {"columns": tuple(names)}
    return pa.Check(first_or_blank, name=rule, error=said, statistics=statistics, ignore_na=False)
