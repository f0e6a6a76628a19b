"""Databases of other people's packages: circles of tables, names that only look like ours, endless limits."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.workbench import TODAY
from wartally.errors import BuildFailed
from wartally.export.run import export
from wartally.package import Package, open_package
from wartally.sqlite.build import build
from wartally.validation.duckdb_engine import validate


def package(folder: Path, tables: dict[str, tuple[dict[str, Any], str]]) -> Package:
    """A package of tables with the columns k and v, and more of a schema beside them."""
    folder.mkdir(exist_ok=True)
    resources = []
    for name, (schema, text) in tables.items():
        fields = [{"name": column, "type": "integer"} for column in text.partition("\n")[0].split(",")]
        resources.append(
            {"name": name, "path": f"{name}.csv", "type": "table", "schema": {"fields": fields} | schema}
        )
        (folder / f"{name}.csv").write_text(text)
    (folder / "datapackage.json").write_text(json.dumps({"name": "others", "resources": resources}))
    return open_package(folder)


def key_to(table: str) -> dict[str, Any]:
    key = {"fields": "v", "reference": {"resource": table, "fields": "k"}}
    return {"primaryKey": "k", "foreignKeys": [key]}


def circle(folder: Path, last: str = "1") -> Package:
    rows = {"a": "b", "b": "c", "c": "a", "d": "b"}
    tables = {name: (key_to(to), f"k,v\n1,{last if name == 'c' else 1}\n") for name, to in rows.items()}
    return package(folder, tables)


def test_tables_that_refer_to_each_other_are_built_with_their_keys(tmp_path):
    file = tmp_path / "circle.db"
    assert build(circle(tmp_path / "package"), file, TODAY).valid
    with closing(sqlite3.connect(file)) as db:
        for table, to in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "b")):
            assert [row[2] for row in db.execute(f"PRAGMA foreign_key_list({table})")] == [to]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_lost_row_in_a_circle_of_tables_is_not_built(tmp_path):
    with pytest.raises(BuildFailed):
        build(circle(tmp_path / "package", last="7"), tmp_path / "circle.db", TODAY)
    assert not (tmp_path / "circle.db").exists()


def test_duckdb_keeps_the_rows_of_a_circle_and_tells_which_key_it_cannot_declare(tmp_path):
    manifest = export(circle(tmp_path / "package"), ["duckdb"], tmp_path / "out", today=TODAY)
    assert list(manifest.notes["duckdb"]) == ["a and b refer to each other in a circle; v is not declared"]
    with duckdb.connect(str(tmp_path / "out" / "others.duckdb"), read_only=True) as db:
        query = "SELECT table_name FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY' ORDER BY 1"
        assert db.execute(query).fetchall() == [("b",), ("c",), ("d",)]
        assert db.execute("SELECT v FROM a").fetchall() == [(1,)]


def test_tables_that_are_only_called_like_ours_are_built(tmp_path):
    plain: dict[str, Any] = {}
    names = (
        "losses",
        "series_categories",
        "categories",
        "package_info",
        "reports",
        "losses_weekly",
        "coverage",
    )
    made = package(tmp_path / "package", dict.fromkeys(names, (plain, "k,v\n1,2\n")))
    file = tmp_path / "others.db"
    assert build(made, file, TODAY).valid
    with closing(sqlite3.connect(file)) as db:
        assert {row[0] for row in db.execute("SELECT name FROM sqlite_schema")} - {"sqlite_stat1"} == set(
            names
        )
        for name in names:
            assert db.execute(f"SELECT * FROM {name}").fetchall() == [(1, 2)]
    export(made, ["duckdb", "csv"], tmp_path / "out", today=TODAY)
    with duckdb.connect(str(tmp_path / "out" / "others.duckdb"), read_only=True) as db:
        assert db.execute("SELECT * FROM losses").fetchall() == [(1, 2)]


@pytest.mark.parametrize(
    ("constraint", "kept"),
    [
        ({"minimum": -(10**40)}, True),
        ({"minimum": 10**40}, False),
        ({"maximum": 10**40}, True),
        ({"exclusiveMaximum": -(10**40)}, False),
        ({"enum": [1, 10**40]}, True),
        ({"enum": [2, 10**40]}, False),
    ],
)
def test_limits_beyond_all_whole_numbers_are_limits(tmp_path, constraint, kept):
    fields = {"fields": [{"name": "k", "type": "integer", "constraints": constraint}]}
    made = package(tmp_path, {"t": (fields, "k\n1\n")})
    assert [f.rule for f in validate(made, TODAY).findings] == ([] if kept else list(constraint))


@pytest.mark.parametrize(("rule", "kept"), [("minLength", False), ("maxLength", True)])
def test_lengths_beyond_all_texts_are_lengths(tmp_path, rule, kept):
    fields = {"fields": [{"name": "k", "type": "string", "constraints": {rule: 10**40}}]}
    made = package(tmp_path, {"t": (fields, "k\nx\n")})
    assert [f.rule for f in validate(made, TODAY).findings] == ([] if kept else [rule])
