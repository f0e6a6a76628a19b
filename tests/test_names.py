"""Names of tables and columns are somebody else's: none of them changes what is found, or what is built."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.workbench import TODAY
from wartally.errors import SchemaError
from wartally.package import Package, open_package
from wartally.sqlite.build import build
from wartally.validation.duckdb_engine import validate

NAMES = (
    *("_row", "_odd", "rowid", "ROWID", "_text", "_bad", "_broken", "_found", "_of", "_last", "_before_0"),
    *("first", "keyed", "repeated", "value", "message", "o", "t", "select", "table", "order", "k2"),
    *(
        'a"b',
        "a'b",
        "a;b",
        "a,b",
        'x"; DROP TABLE t; --',
        "x'); DROP TABLE t; --",
        "a.b",
        "a%s",
        "{a}",
        "$1",
        "?",
    ),
    *(":today", "\\", "`", "[x]", "é", "e\u0301", "Ї", "😀", " a", "a\nb", "(a)", "*"),
)


def written(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def package(folder: Path, table: str, column: str, kind: str, rows: Iterable[Sequence[str]]) -> Package:
    """A package of one table whose second column, of the type `kind`, is unique and refers to itself."""
    codes = [1, 5] if kind == "integer" else ["1", "'; DROP TABLE t; --"]
    field = {"name": column, "type": kind, "constraints": {"unique": True, "enum": codes}}
    schema = {
        "fields": [{"name": "k", "type": "integer"}, field],
        "primaryKey": "k",
        "uniqueKeys": [[column]],
        "foreignKeys": [{"fields": column, "reference": {"resource": "", "fields": column}}],
    }
    folder.mkdir(exist_ok=True)
    resource = {"name": table, "type": "table", "path": "t.csv", "schema": schema}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    (folder / "t.csv").write_text(written([("k", column), *rows]), encoding="utf-8")
    return open_package(folder)


@pytest.mark.parametrize("kind", ["integer", "string"])
@pytest.mark.parametrize("column", NAMES)
def test_a_column_of_any_name_is_held_to_its_schema(tmp_path, column, kind):
    bad = package(tmp_path, "t", column, kind, [("1", "1"), ("2", "x"), ("3", "1"), ("x", "5")])
    more = column.count("\n")
    rule = "type" if kind == "integer" else "enum"
    found = {(f.line, f.column, f.rule) for f in validate(bad, TODAY).findings}
    expected = {(3 + more, column, rule), (4 + more, column, "unique"), (4 + more, column, "uniqueKeys")}
    expected |= {(5 + more, "k", "type"), (5 + more, "k", "required")}
    expected |= {(5 + more, column, "enum")} if kind == "string" else set()
    assert found - {(5 + more, "k", "required")} == expected - {(5 + more, "k", "required")}


@pytest.mark.parametrize("table", [name for name in NAMES if "\n" not in name])
def test_a_table_of_any_name_is_held_to_its_schema(tmp_path, table):
    bad = package(tmp_path, table, "c", "integer", [("1", "1"), ("2", "x"), ("3", "1"), ("3", "5")])
    found = {(f.line, f.column, f.rule) for f in validate(bad, TODAY).findings}
    expected = {(3, "c", "type"), (4, "c", "unique"), (4, "c", "uniqueKeys"), (5, "k", "primaryKey")}
    assert found == expected


@pytest.mark.parametrize("name", NAMES)
def test_names_are_kept_in_rows_frames_and_databases(tmp_path, name):
    table = name.replace("\n", " ")
    good = package(tmp_path, table, name, "integer", [("1", "1"), ("2", "5")])
    assert good.rows(table) == [{"k": 1, name: 1}, {"k": 2, name: 5}]
    assert good.frame(table).rows(named=True) == good.rows(table)
    built = tmp_path / "built.db"
    assert build(good, built, TODAY).valid
    with closing(sqlite3.connect(built)) as db:
        cursor = db.execute(f'SELECT * FROM "{table.replace(chr(34), chr(34) * 2)}" ORDER BY k')
        assert [d[0] for d in cursor.description] == ["k", name]
        assert cursor.fetchall() == [(1, 1), (2, 5)]


def test_names_that_databases_need_are_refused(tmp_path):
    for table, column in (("t", "_wartally_row"), ("_Wartally_rows_t", "c")):
        with pytest.raises(SchemaError, match=r"names that begin with _wartally_ are kept .* rename"):
            validate(package(tmp_path, table, column, "integer", [("1", "1")]), TODAY)


def test_every_bad_cell_of_more_columns_than_are_asked_for_together_is_found(tmp_path):
    kinds = {"integer": " 12", "date": "2022-1-1", "number": "1_0", "boolean": "yes"}
    fields: list[dict[str, Any]] = [{"name": "value", "type": "integer"}]
    fields += [{"name": f"c{n}", "type": kind} for n in range(40) for kind in [list(kinds)[n % 4]]]
    fields += [{"name": f"row{n}", "type": "integer", "constraints": {"minimum": 20}} for n in range(40)]
    names, bad = [f["name"] for f in fields], [kinds[str(f["type"])] for f in fields]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, "primaryKey": "value"}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    (tmp_path / "t.csv").write_text(written([names, ["1", *[""] * 80], ["2", *bad[1:]], ["3", *[""] * 80]]))
    found = validate(open_package(tmp_path), TODAY).findings
    assert {(f.column, f.value, f.key) for f in found} == {
        (name, text, (("value", "2"),)) for name, text in zip(names[1:], bad[1:], strict=True)
    }
    assert {(f.rule, f.line) for f in found} == {("type", 3)}
    assert len(found) == 80
