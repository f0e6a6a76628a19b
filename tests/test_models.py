"""The pandera models: as strict as the schemas, on lazy frames too."""

from __future__ import annotations

import sys
from datetime import date

import pandera.polars as pa
import polars as pl
import pytest
from pandera.errors import SchemaError as BrokenFrame
from pandera.errors import SchemaErrors

from tests.workbench import schemas
from wartally.errors import WartallyError
from wartally.models import TableModel, model, models

SERIES = "general_staff_ua"


@pytest.fixture
def directions() -> pl.DataFrame:
    days = [date(2022, 11, 10), date(2022, 11, 10), date(2022, 11, 11)]
    return pl.DataFrame(
        {
            "series_id": [SERIES] * 3,
            "report_date": days,
            "place_id": ["lyman", "avdiivka", "bakhmut"],
            "position": [1, 2, 1],
            "source_id": ["petroivaniuk_dataset"] * 3,
        }
    )


@pytest.fixture
def table() -> TableModel:
    return model(schemas()["directions"])


def rules_of(failed: SchemaErrors) -> set[tuple[str, tuple[int, ...]]]:
    """The check and the failing rows of each error."""
    found = set()
    for error in failed.schema_errors:
        rows = (~error.check_output["check_output"]).arg_true().to_list()
        found.add((str(getattr(error.check, "name", error.check)), tuple(rows)))
    return found


def test_there_is_a_model_for_every_table_and_the_data_pass_it(real_package):
    found = models(real_package)
    assert set(found) == set(schemas())
    for name, table in found.items():
        frame = real_package.frame(name)
        assert table.validate(frame, lazy=True) is frame
        assert table.validate(frame.lazy(), lazy=True).collect().height == frame.height


def test_every_failure_is_named_by_its_rule(table, directions):
    broken = pl.concat(
        [directions, directions[:1].with_columns(position=pl.lit(0, pl.Int64), source_id=None)]
    )
    with pytest.raises(SchemaErrors) as failed:
        table.validate(broken, lazy=True)
    assert rules_of(failed.value) == {("not_nullable", (3,)), ("minimum", (3,)), ("primaryKey", (3,))}


def test_a_lazy_frame_is_checked_although_pandera_would_let_it_pass(table, directions):
    broken = directions.with_columns(position=pl.lit(-1, pl.Int64)).lazy()
    plain = pa.DataFrameSchema(table.columns, checks=table.checks, strict=True, ordered=True)
    assert plain.validate(broken) is not None
    for lazy in (True, False):
        with pytest.raises((BrokenFrame, SchemaErrors)):
            table.validate(broken, lazy=lazy)
    with pytest.raises(BrokenFrame):
        table(broken)


def test_blanks_are_not_repetitions_of_one_another():
    places = model(schemas()["places"])
    checks = {check.statistics["columns"]: check.name for check in places.checks}
    assert checks == {("place_id",): "primaryKey", ("geonames_id",): "unique"}
    frame = pl.DataFrame({"place_id": ["a", "b", "c", "d"], "geonames_id": [None, None, 7, 7]})
    (unique,) = (check for check in places.checks if check.name == "unique")
    assert unique(frame.lazy()).check_output.collect()["check_output"].to_list() == [True, True, True, False]


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.drop("source_id"),
        lambda frame: frame.with_columns(extra=1),
        lambda frame: frame.select(reversed(frame.columns)),
        lambda frame: frame.with_columns(pl.col("position").cast(pl.String)),
        lambda frame: frame.with_columns(pl.col("report_date").cast(pl.Datetime)),
    ],
    ids=["column missing", "column too many", "other order", "text for a number", "time for a date"],
)
def test_columns_are_those_of_the_schema_in_order_and_type(table, directions, change):
    with pytest.raises(SchemaErrors):
        table.validate(change(directions), lazy=True)


@pytest.mark.parametrize("kind", [pl.Categorical(), pl.Enum([SERIES])])
def test_coded_text_counts_as_text(table, directions, kind):
    coded = directions.with_columns(pl.col("series_id").cast(kind))
    assert table.validate(coded, lazy=True)["series_id"].dtype == kind


def test_without_pandera_the_extra_to_install_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandera.polars", None)
    monkeypatch.delitem(sys.modules, "wartally.models")
    with pytest.raises(WartallyError, match=r"pip install 'wartally\[pandera\]'"):
        __import__("wartally.models")
