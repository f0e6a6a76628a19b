"""The pandera models for pandas: as strict as those for polars, however pandas came to hold the values."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date

import pandas as pd
import pytest
from pandera.errors import SchemaErrors

from tests.mutations import CELL_KINDS, Constraint, break_one, constraints
from tests.workbench import Bench, schemas
from wartally.errors import BadArgument, WartallyError
from wartally.frames import read_frame, value_type
from wartally.models import TableModel, model, models
from wartally.pandas_models import PandasModel
from wartally.schema import Field, TableSchema

DTYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "string": "string"}
# Foreign keys are beyond one table's model, and a typed frame holds no cell that is not of its type.
BROKEN = [c for c in constraints() if c.kind not in ("foreignKeys", "type")]


def as_read(work: Bench, name: str) -> pd.DataFrame:
    """A table as pandas reads it with dtypes that keep blanks and whole numbers apart."""
    fields = work.schemas[name].fields
    return pd.read_csv(
        work.root / f"{name}.csv",
        dtype={f.name: DTYPES[f.type] for f in fields if f.type in DTYPES},
        parse_dates=[f.name for f in fields if f.type == "date"],
        keep_default_na=False,
        na_values=[""],
    )


def as_loaded(work: Bench, name: str) -> pd.DataFrame:
    """A table as a polars frame hands it to pandas."""
    return read_frame(work.root / f"{name}.csv", work.schemas[name], f"{name}.csv", value_type).to_pandas()


def faults(table: PandasModel, frame: pd.DataFrame) -> set[tuple[str, str, int]]:
    """The rule, the column and the row's number of each failure."""
    try:
        table.validate(frame, lazy=True)
    except SchemaErrors as failed:
        found = set()
        for error in failed.schema_errors:
            rule = str(getattr(error.check, "name", error.check))
            column = error.schema.name if isinstance(error.schema.name, str) else ""
            column = "" if error.schema is table else column
            found |= {(rule, column, int(row)) for row in error.failure_cases["index"].dropna().unique()}
        return found
    return set()


@pytest.mark.parametrize("kind", sorted({c.kind for c in BROKEN}))
def test_a_broken_constraint_is_the_one_failure(tmp_path, kind):
    seen: Counter[str] = Counter()
    for number, constraint in enumerate(c for c in BROKEN if c.kind == kind):
        broken = break_one(tmp_path, constraint)
        broken.bench.package()
        expected = {_expected(constraint, broken.expected[3] - 2)}
        table = model(broken.bench.schemas[constraint.table], backend="pandas")
        readers = (as_read, as_loaded) if number % 4 == 0 else (as_read,)
        for reader in readers:
            assert faults(table, reader(broken.bench, constraint.table)) == expected, (constraint, reader)
            seen[reader.__name__] += 1
    assert seen["as_read"] == sum(c.kind == kind for c in BROKEN)
    assert seen["as_loaded"] >= 1


def _expected(constraint: Constraint, row: int) -> tuple[str, str, int]:
    if constraint.kind not in CELL_KINDS:
        return (constraint.kind, "", row)
    rule = "not_nullable" if constraint.kind == "required" else constraint.kind
    return (rule, constraint.columns[0], row)


def test_there_is_a_model_for_every_table_and_the_data_pass_it(workspace):
    found = models(workspace.package(), backend="pandas")
    assert set(found) == set(schemas())
    for name, table in found.items():
        for reader in (as_read, as_loaded):
            frame = reader(workspace, name)
            assert faults(table, frame) == set(), (name, reader)
            assert table.validate(frame) is not None


def test_what_load_gives_passes_with_its_codes_as_categories(real_package):
    for name in ("directions", "actors", "series"):
        frame = real_package.frame(name).to_pandas()
        assert faults(model(schemas()[name], backend="pandas"), frame) == set()


KINDS = TableSchema(
    "kinds",
    (
        Field("id", "integer"),
        Field("count", "integer", constraints={"minimum": 0}),
        Field("share", "number", constraints={"exclusiveMaximum": 1}),
        Field("ok", "boolean"),
        Field("day", "date", constraints={"minimum": "2022-02-24"}),
        Field("moment", "datetime"),
        Field("at", "time"),
        Field("month", "yearmonth"),
        Field("tags", "list", constraints={"maxLength": 2}),
        Field("more", "object", constraints={"jsonSchema": {"required": ["a"]}}),
        Field("place", "geopoint"),
    ),
    primary_key=("id",),
)
GOOD = {
    "id": [1, 2],
    "count": [1.0, None],
    "share": [0.5, None],
    "ok": pd.Series([True, None], dtype="object"),
    "day": pd.Series([date(2022, 11, 11), None], dtype="object"),
    "moment": pd.Series(["2022-11-11T10:30:00", None], dtype="datetime64[us]"),
    "at": pd.Series([pd.Timestamp("2022-11-11T10:30").time(), None], dtype="object"),
    "month": ["2022-11", None],
    "tags": pd.Series([["a", "b"], None], dtype="object"),
    "more": ['{"a": 1}', None],
    "place": pd.Series([{"lon": 30.5, "lat": 50.4}, None], dtype="object"),
}
WRONG = [
    ("count", [1.5, None], "type"),
    ("count", ["1", None], "type"),
    ("count", [-1.0, None], "minimum"),
    ("share", [1.0, None], "exclusiveMaximum"),
    ("share", [True, None], "type"),
    ("ok", pd.Series([1, None], dtype="object"), "type"),
    ("ok", ["true", None], "type"),
    ("day", pd.Series(["2022-11-11T10:30:00", None], dtype="datetime64[us]"), "type"),
    ("day", ["2022-11-11", None], "type"),
    ("day", pd.Series([date(2022, 2, 23), None], dtype="object"), "minimum"),
    ("moment", ["2022-11-11T10:30:00", None], "type"),
    ("at", ["10:30:00", None], "type"),
    ("month", [202211, None], "type"),
    ("tags", ["a,b", None], "type"),
    ("tags", pd.Series([["a", "b", "c"], None], dtype="object"), "maxLength"),
    ("more", ["[1]", None], "type"),
    ("more", ["{", None], "type"),
    ("more", ['{"b": 1}', None], "jsonSchema"),
    ("place", ["30.5, 50.4", None], "type"),
]


@pytest.mark.parametrize(("column", "values", "rule"), WRONG)
def test_every_type_is_told_from_what_only_looks_like_it(column, values, rule):
    table = model(KINDS, backend="pandas")
    assert faults(table, pd.DataFrame(GOOD)) == set()
    assert faults(table, pd.DataFrame({**GOOD, column: values})) == {(rule, column, 0)}


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.drop(columns="ok"),
        lambda frame: frame.assign(extra=1),
        lambda frame: frame[frame.columns[::-1]],
    ],
    ids=["column missing", "column too many", "other order"],
)
def test_columns_are_those_of_the_schema_in_order(change):
    with pytest.raises(SchemaErrors):
        model(KINDS, backend="pandas").validate(change(pd.DataFrame(GOOD)), lazy=True)


def test_rows_are_named_by_the_frame_s_own_index_and_blanks_repeat_nothing():
    schema = TableSchema("t", (Field("a", "string"), Field("b", "string")), unique_keys=(("a", "b"),))
    frame = pd.DataFrame({"a": ["x", "x", "x", "x"], "b": [None, None, "y", "y"]}, index=[10, 20, 30, 40])
    assert faults(model(schema, backend="pandas"), frame) == {("uniqueKeys", "", 40)}


def test_backends_are_polars_and_pandas():
    schema = schemas()["actors"]
    assert isinstance(model(schema), TableModel)
    assert isinstance(model(schema, backend="polars"), TableModel)
    assert isinstance(model(schema, backend="pandas"), PandasModel)
    with pytest.raises(BadArgument, match="'spark'; the backends are polars, pandas"):
        model(schema, backend="spark")  # type: ignore[call-overload]


def test_without_pandas_the_extras_to_install_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandera.pandas", None)
    monkeypatch.delitem(sys.modules, "wartally.pandas_models")
    with pytest.raises(WartallyError, match=r"pip install 'wartally\[pandera,pandas\]'"):
        model(schemas()["actors"], backend="pandas")
