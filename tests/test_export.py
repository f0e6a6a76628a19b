"""Every export of the full package holds the rows and values of data/: compared one by one, not counted."""

import csv
import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date

import duckdb
import frictionless
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.exports import as_sqlite, rows_of, schema_of
from tests.workbench import ROOT, TODAY, repository
from wartally.export import FORMATS, MANIFEST, stale
from wartally.package import open_package
from wartally.sqlite.build import views
from wartally.validation.engines import validate

TABLES = sorted(repository().tables)


@pytest.fixture(scope="module")
def database(exported):
    with duckdb.connect(str(exported / "wartally.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def built(exported):
    with closing(sqlite3.connect(f"{(exported / 'wartally.db').as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def by_key(name, rows):
    """Rows in the order of the key."""
    schema = schema_of(name)
    at = [schema.field_names.index(key) for key in schema.primary_key]
    return sorted(rows, key=lambda row: [row[i] for i in at])


def without_nan(frame):
    """The rows of a pandas frame, with None for what is missing."""
    return [
        tuple(None if value is pd.NA or value is None or value != value else value for value in row)
        for row in frame.itertuples(index=False, name=None)
    ]


def test_there_are_tables_to_compare():
    assert len(TABLES) >= 25
    assert sum(len(rows_of(name)) for name in TABLES) > 130_000


# Parquet


@pytest.mark.parametrize("name", TABLES)
def test_parquet_has_the_same_rows_in_duckdb_polars_and_pandas(exported, name):
    file = str(exported / "parquet" / f"{name}.parquet")
    wanted = rows_of(name)
    assert duckdb.read_parquet(file).fetchall() == wanted
    frame = pl.read_parquet(file)
    assert frame.rows() == wanted
    assert frame.columns == list(schema_of(name).field_names)
    assert without_nan(pd.read_parquet(file)) == wanted
    assert without_nan(pd.read_parquet(file, dtype_backend="pyarrow")) == wanted


def test_parquet_has_the_types_of_the_schemas(exported):
    seen = set()
    for name in TABLES:
        arrow = pq.read_schema(exported / "parquet" / f"{name}.parquet")
        for field in schema_of(name).fields:
            kind = arrow.field(field.name).type
            seen.add(str(kind))
            if field.enum and field.type == "string":
                assert pa.types.is_dictionary(kind), (name, field.name)
            else:
                wanted = {
                    "string": (pa.string(),),
                    "integer": (pa.int32(), pa.int64()),
                    "number": (pa.float64(),),
                    "boolean": (pa.bool_(),),
                    "date": (pa.date32(),),
                }
                assert kind in wanted[field.type], (name, field.name)
    assert {"string", "int32", "double", "bool", "date32[day]"} <= seen
    side = pd.read_parquet(exported / "parquet" / "losses.parquet")["obs_status"]
    assert list(side.cat.categories) == list(schema_of("losses").field_of("obs_status").enum)


def test_parquet_says_what_it_holds_in_both_languages(exported):
    described = 0
    for name in TABLES:
        file = pq.ParquetFile(exported / "parquet" / f"{name}.parquet")
        content = (ROOT / "data" / f"{name}.csv").read_bytes()
        about = {k.decode(): v.decode() for k, v in file.schema_arrow.metadata.items()}
        assert about["sha256"] == hashlib.sha256(content).hexdigest()
        assert (about["package"], about["version"]) == (repository().name, repository().version)
        assert (about["licence"], about["table"]) == ("CC-BY-4.0", name)
        assert about["title@uk"] == schema_of(name).title_uk
        assert json.loads(about["primaryKey"]) == list(schema_of(name).primary_key)
        for field in schema_of(name).fields:
            words = {k.decode(): v.decode() for k, v in file.schema_arrow.field(field.name).metadata.items()}
            assert words["title"] == field.title
            assert words["description@uk"] == field.description_uk
            assert words.get("unit", "") == field.unit
            described += 1
        if file.metadata.num_rows:
            group = file.metadata.row_group(0)
            keys = [schema_of(name).field_names.index(key) for key in schema_of(name).primary_key]
            assert [column.column_index for column in group.sorting_columns] == keys
            assert group.column(0).compression == "ZSTD"
    assert described > 200


# CSV, JSON Lines, GeoJSON


@pytest.mark.parametrize("name", TABLES)
def test_csv_is_the_file_itself_and_json_lines_has_its_rows(exported, name):
    table = repository().table(name)
    assert (exported / "csv" / f"{name}.csv").read_bytes() == table.path.read_bytes()
    wanted = [
        {
            field: value.isoformat() if isinstance(value, date) else value
            for field, value in zip(table.schema.field_names, row, strict=True)
        }
        for row in rows_of(name)
    ]
    with (exported / "jsonl" / f"{name}.jsonl").open(encoding="utf-8") as stream:
        assert [json.loads(line) for line in stream] == wanted


def test_the_flat_file_has_every_figure_and_its_status(exported):
    with (exported / "csv" / "losses_wide.csv").open(encoding="utf-8", newline="") as stream:
        wide = list(csv.DictReader(stream))
    names = schema_of("losses").field_names
    losses = [dict(zip(names, row, strict=True)) for row in rows_of("losses")]
    days = {(row["series_id"], row["report_date"].isoformat()) for row in losses}
    assert [(row["series_id"], row["report_date"]) for row in wide] == sorted(days)
    found = {
        (row["series_id"], row["report_date"], column.removesuffix("_status"), row[column])
        for row in wide
        for column in row
        if column.endswith("_status") and row[column]
    }
    wanted = {
        (r["series_id"], r["report_date"].isoformat(), r["category_id"], r["obs_status"]) for r in losses
    }
    assert found == wanted
    at = {(row["series_id"], row["report_date"]): row for row in wide}
    for row in losses:
        cell = at[row["series_id"], row["report_date"].isoformat()][row["category_id"]]
        assert cell == ("" if row["cumulative"] is None else str(row["cumulative"]))
    week = [at["general_staff_ua", day]["personnel"] for day in ("2022-11-04", "2022-11-11")]
    assert int(week[1]) - int(week[0]) == 4560


def test_events_are_on_the_map_with_their_places_and_precision(exported):
    document = json.loads((exported / "geojson" / "events.geojson").read_text(encoding="utf-8"))
    names = schema_of("events").field_names
    events = {row[0]: dict(zip(names, row, strict=True)) for row in rows_of("events")}
    places = {
        row[0]: dict(zip(schema_of("places").field_names, row, strict=True)) for row in rows_of("places")
    }
    assert document["type"] == "FeatureCollection"
    assert [feature["id"] for feature in document["features"]] == list(events)
    without = 0
    for feature in document["features"]:
        event, told = events[feature["id"]], feature["properties"]
        assert {
            name: value.isoformat() if isinstance(value, date) else value for name, value in event.items()
        } == {name: told[name] for name in names}
        assert told["place_precision"] in ("site", "settlement", "district", "region", "country")
        assert told["sources"]
        place = places.get(event["place_id"])
        assert told["place_name_uk"] == (place and place["name_uk"])
        if event["latitude"] is None:
            without += 1
            assert feature["geometry"] is None
        else:
            assert feature["geometry"] == {
                "type": "Point",
                "coordinates": [event["longitude"], event["latitude"]],
            }
    assert 0 < without < len(events)
    west, south, east, north = document["bbox"]
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90


# DuckDB and SQLite


@pytest.mark.parametrize("name", TABLES)
def test_the_databases_have_the_same_rows(database, built, name):
    assert by_key(name, database.execute(f"FROM {name}").fetchall()) == rows_of(name)
    wanted = [as_sqlite(row) for row in rows_of(name)]
    assert by_key(name, built.execute(f"SELECT * FROM {name}").fetchall()) == wanted


def test_duckdb_has_the_keys_checks_and_comments_of_the_schemas(database):
    def count(kind):
        query = "SELECT COUNT(*) FROM duckdb_constraints() WHERE constraint_type = ?"
        return database.execute(query, [kind]).fetchone()[0]

    schemas = [schema_of(name) for name in TABLES]
    assert count("PRIMARY KEY") == len(schemas) + 1
    assert count("FOREIGN KEY") == sum(len(schema.foreign_keys) for schema in schemas)
    limits = ("enum", "pattern", "minimum", "maximum", "minLength", "maxLength")
    checks = sum(rule in limits for s in schemas for f in s.fields for rule in f.constraints)
    assert count("CHECK") == checks > 100
    comments = dict(database.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    for schema in schemas:
        assert schema.title in comments[schema.name]
        assert schema.description_uk in comments[schema.name]
    unsaid = (
        "SELECT COUNT(*) FROM duckdb_columns() WHERE comment IS NULL AND table_name IN (SELECT UNNEST(?))"
    )
    assert database.execute(unsaid, [TABLES]).fetchone() == (0,)
    said = dict(
        database.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    )
    assert len(said) >= 10
    assert [name for name, comment in said.items() if len((comment or "").splitlines()) != 2] == []


def test_duckdb_refuses_what_the_schemas_do_not_allow(exported, tmp_path):
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes((exported / "wartally.duckdb").read_bytes())
    with duckdb.connect(str(copy)) as connection:
        for change in (
            "UPDATE losses SET obs_status = 'odd' WHERE category_id = 'tanks'",
            "UPDATE losses SET cumulative = -1 WHERE category_id = 'tanks'",
            "INSERT INTO event_sources VALUES ('no_such_event', 'no_such_source', 'basis')",
            "INSERT INTO series SELECT * FROM series",
        ):
            with pytest.raises(duckdb.ConstraintException):
                connection.execute(change)


def told(rows):
    """Rows in one order, with whole numbers and fractions alike, as two databases can agree on them."""
    return sorted(
        (tuple(float(v) if isinstance(v, int) else v for v in as_sqlite(row)) for row in rows), key=repr
    )


def test_the_views_say_the_same_in_duckdb_as_in_sqlite(database, built):
    names = [row[0] for row in built.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    assert set(names) == {view.name for view in views()} | {"losses_daily_wide"}
    assert len(names) >= 10
    for name in names:
        # A single week, as the site asks: all weeks at once take minutes.
        where = "WHERE until = '2022-11-11'" if name == "week_in_review" else ""
        query = f"SELECT * FROM {name} {where}"
        theirs, ours = built.execute(query), database.execute(query)
        assert [c[0] for c in ours.description] == [c[0] for c in theirs.description], name
        found = told(ours.fetchall())
        assert found == told(theirs.fetchall()), name
        assert found, name
        wide = [c[0] for c in ours.description if "HUGEINT" in str(c[1])]
        assert wide == [], name


# The package, and the list


def test_the_zip_is_the_package_and_is_valid_elsewhere(exported, tmp_path):
    with zipfile.ZipFile(exported / f"wartally-{repository().version}.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    for part in ("datapackage.json", "data/*.csv", "schemas/*.yaml", "validators/*.sql", "LICENSE-DATA"):
        files = list(ROOT.glob(part))
        assert files, part
        for file in files:
            assert (tmp_path / file.relative_to(ROOT)).read_bytes() == file.read_bytes()
    unzipped = open_package(tmp_path)
    assert len(unzipped.rules) > 40
    assert validate(unzipped, today=TODAY).valid
    # Every file is the very one that is validated whole in the repository, so the first rows will do.
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate(limit_rows=100)
    assert report.valid, report.flatten(["type", "message"])[:3]


def test_the_list_names_every_file_with_its_size_and_hash(exported):
    manifest = json.loads((exported / MANIFEST).read_text(encoding="utf-8"))
    assert (manifest["package"], manifest["version"]) == (repository().name, repository().version)
    assert manifest["notes"] == {}
    there = {f.relative_to(exported).as_posix() for f in exported.rglob("*") if f.is_file()} - {MANIFEST}
    assert {file["path"] for file in manifest["files"]} == there
    assert {file["format"] for file in manifest["files"]} == set(FORMATS)
    for file in manifest["files"]:
        content = (exported / file["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        assert file["title_en"]
        assert file["title_uk"] != file["title_en"]
        assert "/" in file["media_type"]
        if file["table"]:
            assert file["rows"] == len(rows_of(file["table"]))
    paths = {(f["format"], f["path"]) for f in manifest["files"] if f["table"] == "losses"}
    assert paths == {(form, f"{form}/losses.{form}") for form in ("parquet", "csv", "jsonl")}
    assert not stale(exported, repository())
