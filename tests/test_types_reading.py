"""One meaning of every type and format: the same by the functions, in DuckDB and in the polars models."""

from __future__ import annotations

import json
import math
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlglot
from duckdb.func import FunctionNullHandling
from hypothesis import given
from hypothesis import strategies as st

from tests.cell_texts import ALL, at
from wartally.cells import FUNCTIONS, arity, reader, sql_text
from wartally.csvform import from_cell, from_cells, to_cell
from wartally.frames import series, value_type
from wartally.models import model
from wartally.package import open_package
from wartally.schema import TYPES, Field, table_schema
from wartally.sqlite.build import build
from wartally.validation import compile as sql
from wartally.validation.pandera_engine import _cast


def field_of(about: dict[str, Any]) -> Field:
    return table_schema({"fields": [{"name": "v", **about}]}, "t").fields[0]


def fails(read: Callable[..., Any], *arguments: Any) -> bool:
    try:
        read(*arguments)
    except ValueError:
        return True
    return False


IDS = [" ".join(str(v) for v in about.values()) or "no type" for about, _, _ in ALL]


def test_every_type_is_tried():
    assert {about.get("type", "any") for about, _, _ in ALL} == set(TYPES)
    assert sum(len(good) for _, good, _ in ALL) >= 150
    assert sum(len(bad) for _, _, bad in ALL) >= 240


@pytest.mark.parametrize(("about", "good", "bad"), ALL, ids=IDS)
def test_texts_are_values_or_none(about, good, bad):
    read = reader(field_of(about))
    for text, value in good.items():
        found = read(text)
        assert found == value, text
        assert type(found) is type(value), text
    assert [text for text in bad if not fails(read, text)] == []


@pytest.mark.parametrize(("about", "good", "bad"), ALL, ids=IDS)
def test_a_column_is_read_as_its_cells(about, good, bad):
    field = field_of(about)
    assert from_cells(list(good), field, ["?"]) == list(good.values())
    assert from_cells([*good, "?", *good], field, ["?"])[len(good)] is None
    assert [text for text in bad if not fails(from_cells, [*good, text], field, ["?"])] == []


@pytest.fixture(scope="module")
def database():
    with duckdb.connect(":memory:") as connection:
        for name, function in FUNCTIONS.items():
            texts: list[Any] = ["VARCHAR"] * arity(name)
            connection.create_function(
                name, function, texts, "VARCHAR", null_handling=FunctionNullHandling.SPECIAL
            )
        yield connection


@pytest.mark.parametrize(("about", "good", "bad"), ALL, ids=IDS)
def test_duckdb_has_the_same_values(database, about, good, bad):
    field = field_of(about)
    schema = table_schema({"fields": [{"name": "v", **about}], "missingValues": ["?"]}, "t")
    texts = [*good, *bad, None]
    database.execute("CREATE OR REPLACE TEMP TABLE _t (n INTEGER, v VARCHAR)")
    database.executemany("INSERT INTO _t VALUES (?, ?)", list(enumerate(texts)))
    items = ", ".join(sql.typed_columns(schema, ["v"]))
    rows = database.execute(f"SELECT {items} FROM _t ORDER BY n").fetchall()
    odd = [row[1] for row in rows]
    assert [bool(o) for o in odd] == [False] * len(good) + [True] * len(bad) + [False]
    for (value, _), text in zip(rows, good, strict=False):
        read = reader(field)(text)
        kept = (
            read
            if sql.sql_type(field) in ("BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP")
            else sql_text(read)
        )
        assert value == kept, text
    source = f"(SELECT n AS {sql.ROW}, v FROM _t)"
    found = database.execute(sql.bad_cells_select(field, source, (), schema)).fetchall()
    assert {row[1] for row in found} == set(bad)


@pytest.mark.parametrize(("about", "good", "bad"), ALL, ids=IDS)
def test_the_pandera_engine_has_the_same_values(about, good, bad):
    field = field_of(about)
    typed = _cast(field, pl.Series("v", [*good, *bad, None], dtype=pl.String))
    assert typed.dtype == value_type(field)
    assert typed.is_null().to_list() == [False] * len(good) + [True] * (len(bad) + 1)
    model(table_schema({"fields": [{"name": "v", **about}]}, "t")).validate(
        pl.DataFrame({"v": typed}), lazy=True
    )


@pytest.mark.parametrize(("about", "good"), [(about, good) for about, good, _ in ALL], ids=IDS)
def test_every_expression_is_spark_sql_too(about, good):
    assert good
    schema = table_schema({"fields": [{"name": "v", **about}]}, "t")
    for item in [*sql.typed_columns(schema, ["v"]), sql.bad_cells_select(schema.fields[0], "t")]:
        said = sqlglot.transpile(
            item, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
        )
        assert len(said) == 1
        assert said[0]


def test_functions_keep_what_is_missing_missing_and_never_raise():
    awkward = ["", "\0", "{" * 3000, "1" * 5000, "٣", "\ud800", "P" + "9" * 400 + "Y"]
    arguments = {
        "wartally_date": ["%d.%m.%Y"], "wartally_time": ["any"], "wartally_datetime": ["default"],
        "wartally_duration": [], "wartally_json": ["object"], "wartally_geojson": ["topojson"],
        "wartally_geopoint": ["array"], "wartally_list": [",", "datetime"], "wartally_pattern": ["[a-z-[b]]"],
    }  # fmt: skip
    assert set(arguments) < set(FUNCTIONS)
    for name, more in arguments.items():
        assert FUNCTIONS[name](None, *more) is None
        for text in awkward:
            found = FUNCTIONS[name](text, *more)
            assert found is None or isinstance(found, str)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "number": st.floats(allow_nan=False),
    "boolean": st.booleans(),
    "date": st.dates(),
    "time": st.times().map(lambda t: t.replace(microsecond=0)),
    "datetime": st.datetimes(),
    "year": st.integers(1, 9999),
    "object": st.dictionaries(st.text("aж\"", min_size=1), st.integers() | st.text("аb'")),
    "array": st.lists(st.none() | st.booleans() | st.integers(-9, 9) | st.text("ж\"\\")),
    "any": st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_a_value_written_is_the_value_read(kind, data):
    value = data.draw(VALUES[kind])
    text = f"{value:04d}" if kind == "year" else to_cell(value)
    assert from_cell(text, kind, ()) == value
    column = series(Field("v", kind), [text, ""], ["", "\ue000"] if text else ["\ue000"])
    assert column.len() == 2


@given(st.datetimes(at("0001-01-02T00:00:00"), at("9999-12-30T00:00:00")), st.integers(-840, 840))
def test_a_moment_is_the_same_in_every_zone(moment, minutes):
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    text = (moment + timedelta(minutes=minutes)).isoformat() + f"{sign}{hours:02d}:{rest:02d}"
    assert from_cell(text, "datetime") == moment
    assert moment.replace(tzinfo=UTC) == datetime.fromisoformat(text)


def test_numbers_that_are_not_equal_to_themselves_are_read_too():
    assert math.isnan(from_cell("NaN", "number"))
    assert math.isnan(from_cells(["1", "nan"], "number")[1])
    assert to_cell(math.nan) == "NaN"
    assert [to_cell(math.inf), to_cell(-math.inf)] == ["INF", "-INF"]
    assert [to_cell(v) for v in (time(1, 2, 3), date(2024, 1, 2), [1], {"b": 1, "a": 2})] == [
        *("01:02:03", "2024-01-02", "[1]", '{"a":2,"b":1}'),
    ]


def disturbed(texts: list[str], chance: random.Random) -> str:
    """One of the texts with a sign or two put in, left out or changed."""
    text = chance.choice(texts)
    for _ in range(chance.randint(1, 2)):
        at = chance.randint(0, len(text))
        sign = chance.choice(["", chance.choice(SIGNS)])
        text = text[:at] + sign + text[at + (not sign or chance.random() < 0.5) :]
    return text


SIGNS = "0123456789+-.,eE:TZ PYMDHS/%€ aIiNnFf_'\"[]{}жé٣\n"


def test_texts_beside_those_of_a_type_get_one_verdict(database):
    chance, seen = random.Random(7), 0
    for about, good, bad in ALL:
        schema = table_schema({"fields": [{"name": "v", **about}], "missingValues": []}, "t")
        field = schema.fields[0]
        texts = [disturbed([*good, *bad], chance) for _ in range(60)]
        database.execute("CREATE OR REPLACE TEMP TABLE _t (n INTEGER, v VARCHAR)")
        database.executemany("INSERT INTO _t VALUES (?, ?)", list(enumerate(texts)))
        items = ", ".join([*sql.typed_columns(schema, ["v"]), f"{sql.value(field, 'v')} IS NULL"])
        rows = database.execute(f"SELECT {items} FROM _t ORDER BY n").fetchall()
        for text, (_, odd, none) in zip(texts, rows, strict=True):
            assert fails(reader(field), text) == none, (about, text)
            assert odd or not none, (about, text)
            seen += 1
    assert seen >= 2000


def test_every_type_is_kept_in_rows_frames_and_the_database(tmp_path):
    fields, cells = [], []
    for number, (about, good, _) in enumerate(ALL):
        fields.append({"name": f"f{number}", **about})
        cells.append(next(iter(good)))
    lines = [[field["name"] for field in fields], cells, ["?" for _ in cells]]
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    (tmp_path / "t.csv").write_text(text + "\n", encoding="utf-8", newline="")
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, "missingValues": ["?"]}}
    described = {"name": "x", "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    package = open_package(tmp_path)
    first, second = package.rows("t")
    assert list(first.values()) == [next(iter(good.values())) for _, good, _ in ALL]
    assert set(second.values()) == {None}
    frame = package.frame("t")
    assert frame.schema == {f.name: value_type(f) for f in package.table("t").schema.fields}
    assert frame.null_count().row(0) == (1,) * len(ALL)
    build(package, tmp_path / "t.db", date(2026, 1, 1))
    with closing(sqlite3.connect(tmp_path / "t.db")) as db:
        kept = db.execute("SELECT * FROM t").fetchone()
    for value, (number, one) in zip(kept, enumerate(first.values()), strict=True):
        assert value == (one if isinstance(value, (int, float)) else sql_text(one)), fields[number]
