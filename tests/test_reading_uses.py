"""What is built on reading: engines, rows, frames, the database, exports and differences of odd packages."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zipfile
from contextlib import closing

import pytest

from tests.reading import TODAY, errors, write
from wartally.cli import run
from wartally.errors import DataError
from wartally.package import open_package
from wartally.sqlite.build import build, is_fresh
from wartally.validation.engines import validate

SCHEMA = {
    "fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}],
    "primaryKey": "a",
    "fieldsMatch": "subset",
    "missingValues": ["-"],
}
HEAD = "# a comment\nx;b;a\n"
DIALECT = {"delimiter": ";", "commentChar": "#"}


def odd(root, *rows: str):
    """A package in two packed parts in Cyrillic, its schema elsewhere, its columns not just the schema's."""
    half = len(rows) // 2
    parts = [HEAD + "".join(f"{row}\n" for row in part) for part in (rows[:half], rows[half:])]
    files = {f"{n}.csv.gz": gzip.compress(part.encode("cp1251"), mtime=0) for n, part in enumerate(parts)}
    said = {"path": list(files), "encoding": "cp1251", "dialect": DIALECT, "schema": "s.json"}
    return write(root, {**files, "s.json": json.dumps(SCHEMA)}, said)


GOOD = ("q;Львів;1", "q;-;2", "q;Суми;3")
WANTED = [(1, "Львів"), (2, None), (3, "Суми")]


@pytest.mark.parametrize("engine", ["duckdb", "pandera"])
def test_both_engines_find_the_same_in_the_same_places(tmp_path, engine):
    root = odd(tmp_path, "q;x;1", "q;y;zwei", "q;z;3", "q;z;1")
    found = set(errors(root, engine=engine))
    assert found == {("0.csv.gz", "type", 4, "a"), ("1.csv.gz", "primaryKey", 4, "a")}


def test_rows_and_frames_have_the_schemas_columns_in_its_order(tmp_path):
    package = open_package(odd(tmp_path, *GOOD))
    assert [tuple(row.items()) for row in package.rows("t")] == [(("a", a), ("b", b)) for a, b in WANTED]
    assert package.frame("t").columns == ["a", "b"]
    assert package.frame("t").rows() == WANTED
    broken = open_package(odd(tmp_path / "broken", "q;x;1", "q;y"))
    with pytest.raises(DataError, match=r"1\.csv\.gz, line 3: .*2? ?cells"):
        broken.frame("t")


def test_a_field_without_a_column_is_blank(tmp_path):
    schema = {**SCHEMA, "fieldsMatch": "superset", "primaryKey": []}
    root = write(tmp_path, {"t.csv": "b\nx\n"}, {"schema": schema})
    assert errors(root) == []
    assert open_package(root).rows("t") == [{"a": None, "b": "x"}]


def test_the_database_has_the_rows_and_is_stale_when_a_file_changes(tmp_path):
    root = odd(tmp_path, *GOOD)
    target = tmp_path / "t.db"
    report = build(open_package(root), target, TODAY)
    assert report.tables == (("t", 3),)
    with closing(sqlite3.connect(target)) as db:
        assert db.execute("SELECT a, b FROM t ORDER BY a").fetchall() == WANTED
    assert is_fresh(open_package(root), target)
    content = gzip.decompress((root / "1.csv.gz").read_bytes()) + "q;Київ;9\n".encode("cp1251")
    (root / "1.csv.gz").write_bytes(gzip.compress(content, mtime=0))
    assert not is_fresh(open_package(root), target)
    build(open_package(root), target, TODAY)
    schema = json.dumps({**SCHEMA, "missingValues": ["-", ""]})
    (root / "s.json").write_text(schema, encoding="utf-8")
    assert not is_fresh(open_package(root), target)


def test_exports_and_differences(tmp_path, capsys):
    old, new = odd(tmp_path / "old", *GOOD), odd(tmp_path / "new", *GOOD[:2], "q;Суми;4", "q;Рівне;5")
    assert run(["diff", str(old), str(new), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert (summary["added"], summary["removed"], summary["changed"]) == (2, 1, 0)
    out = tmp_path / "out"
    assert run(["--package", str(old), "export", "csv", "jsonl", "zip", "-o", str(out)]) == 0
    capsys.readouterr()
    lines = (out / "jsonl" / "t.jsonl").read_text(encoding="utf-8").splitlines()
    assert [tuple(json.loads(line).values()) for line in lines] == WANTED
    assert (out / "csv" / "t.csv").read_text(encoding="utf-8").splitlines()[:2] == ["a,b", "1,Львів"]
    (packed,) = out.glob("*.zip")
    with zipfile.ZipFile(packed) as archive:
        assert {"datapackage.json", "s.json", "0.csv.gz", "1.csv.gz"} <= {*archive.namelist()}
    assert errors(packed) == []


def test_a_zip_is_built_to_the_current_folder(tmp_path, monkeypatch, capsys):
    root = write(tmp_path / "p", {"t.csv": "a,b\n1,x\n"})
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        for file in root.iterdir():
            archive.write(file, file.name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert run(["build", str(tmp_path / "p.zip")]) == 0
    assert (tmp_path / "here" / "build" / "wartally.db").is_file()
    assert "1 table" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["a*.csv", "a[1].csv", "what?.csv", "not packed.csv.gz"])
def test_names_of_files_are_taken_letter_by_letter(tmp_path, name):
    files = {name: "a,b\nz,x\n", "ab.csv": "a,b\nq,x\nq,x\n", "a1.csv": "a,b\nq,x\n"}
    root = write(tmp_path, files, {"path": name, "compression": "no"})
    report = validate(open_package(root), today=TODAY)
    assert report.tables == (("t", 1),)
    assert [(f.file, f.rule, f.line) for f in report.findings] == [(name, "type", 2)]


def test_a_table_without_schema_and_file(tmp_path):
    root = write(tmp_path, {}, {"schema": None, "type": "table"})
    assert errors(root) == [("t.csv", "missing_file", -1, "")]
