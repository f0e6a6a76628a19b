"""`wartally build --format parquet`: the package in parts, read back equal, all or nothing."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.workbench import TODAY
from wartally.errors import BadArgument, BuildFailed
from wartally.export.partitioned import MANIFEST, build, partitions
from wartally.package import open_package
from wartally.streaming import frames_of

BY = {"losses": ("category_id",), "readings": ("series_id", "category_id")}


@pytest.fixture(scope="module")
def made(master, tmp_path_factory):
    """The small package in parts, once for all tests that only read it."""
    target = tmp_path_factory.mktemp("parts") / "parquet"
    assert build(open_package(master), target, TODAY, BY).valid
    return target


def test_every_table_reads_back_equal_in_polars_and_duckdb(master, made):
    package = open_package(master)
    assert len(package.tables) > 15
    for name, table in package.tables.items():
        columns, key = table.schema.field_names, list(table.schema.primary_key)
        wanted = package.frame(name).cast({pl.Enum: pl.String}).sort(key)
        parts = f"{made}/{name}/**/*.parquet"
        found = pl.scan_parquet(parts, hive_partitioning=True).collect().select(columns)
        texts: dict[Any, Any] = {c: pl.String for c, kind in wanted.schema.items() if kind == pl.String}
        assert found.cast(texts).cast(wanted.schema).sort(key).equals(wanted), name
        listed = ", ".join(f'"{c}"' for c in columns)
        ordered = ", ".join(f'"{c}"' for c in key)
        query = f"SELECT {listed} FROM read_parquet('{parts}', hive_partitioning = true) ORDER BY {ordered}"
        with duckdb.connect() as db:
            assert db.execute(query).fetchall() == wanted.rows(), name


def test_parts_have_the_types_and_words_of_the_export_and_stand_in_the_manifest(master, made):
    package = open_package(master)
    parts = sorted((made / "losses").glob("*/*.parquet"))
    assert len(parts) == package.frame("losses")["category_id"].n_unique() > 3
    schema = pq.read_schema(parts[0])
    assert "category_id" not in schema.names
    assert schema.field("report_date").type == "date32[day]"
    assert str(schema.field("obs_status").type) == "dictionary<values=string, indices=int8, ordered=0>"
    assert schema.field("cumulative").metadata[b"title@uk"].decode() == "Наростаючим підсумком"
    assert json.loads(schema.metadata[b"primaryKey"]) == list(package.schemas["losses"].primary_key)
    told = json.loads((made / MANIFEST).read_text(encoding="utf-8"))
    there = {p.relative_to(made).as_posix(): p.read_bytes() for p in made.rglob("*.parquet")}
    assert {f["path"]: f["sha256"] for f in told["files"]} == {
        name: sha256(content).hexdigest() for name, content in there.items()
    }
    assert {t["name"]: t["rows"] for t in told["tables"]}["losses"] == package.frame("losses").height


def test_the_same_package_gives_the_same_bytes_and_old_parts_go(master, made, tmp_path):
    again = tmp_path / "again"
    build(open_package(master), again, TODAY, {"losses": ("obs_status",)})
    assert list((again / "losses").glob("obs_status=*"))
    build(open_package(master), again, TODAY, BY)
    wanted = {p.relative_to(made): p.read_bytes() for p in made.rglob("*") if p.is_file()}
    assert {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()} == wanted
    assert len(wanted) > 20


def test_a_package_with_errors_leaves_what_was_there(folder, tmp_path):
    target = tmp_path / "parquet"
    target.mkdir()
    (target / "kept").write_text("as it was", encoding="utf-8")
    losses = folder / "data" / "losses.csv"
    losses.write_text(losses.read_text(encoding="utf-8").replace("normal", "norma1", 1), encoding="utf-8")
    with pytest.raises(BuildFailed, match="was not built"):
        build(open_package(folder), target, TODAY, {})
    assert [p.name for p in target.iterdir()] == ["kept"]


@pytest.mark.parametrize(
    ("by", "said"), [({"loses": ("x",)}, "no table 'loses'"), ({"losses": ("day",)}, "no column 'day'")]
)
def test_what_cannot_be_partitioned_is_told(master, by, said):
    with pytest.raises(BadArgument, match=said):
        partitions(open_package(master).schemas, by)


def test_a_file_read_in_parts_has_the_same_rows(master, monkeypatch):
    package = open_package(master)
    table = package.tables["readings"]
    whole = pl.concat(list(frames_of(table, lambda f: pl.String)))
    monkeypatch.setattr("wartally.streaming._LARGE", 1)
    monkeypatch.setattr("wartally.streaming._CHUNK", 7)
    parts = list(frames_of(table, lambda f: pl.String))
    assert len(parts) > 10
    assert pl.concat(parts).equals(whole)
