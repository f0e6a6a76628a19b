"""Files as other people write them: packed, in parts, in other encodings, dialects and formats."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyarrow as pa
import pytest

from tests.reading import SCHEMA, errors, findings, write
from wartally.errors import DataError
from wartally.package import open_package
from wartally.sources import packing
from wartally.sources.flat import flat
from wartally.sources.rows import LineMap

TEXT = "a,b\n1,x\nz,y\n"
BAD = ("type", 3, "a")


def zipped(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


def zst(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


PACKED = {
    "gz": gzip.compress(TEXT.encode()),
    "bz2": bz2.compress(TEXT.encode()),
    "xz": lzma.compress(TEXT.encode()),
    "zip": zipped(t_csv=TEXT),
    "zst": zst(TEXT.encode()),
}


@pytest.mark.parametrize("kind", PACKED)
def test_packed_files_are_read_by_their_name_or_by_what_is_said(tmp_path, kind):
    root = write(tmp_path, {f"t.csv.{kind}": PACKED[kind]}, {"path": f"t.csv.{kind}"})
    assert errors(root) == [(f"t.csv.{kind}", *BAD)]
    said = write(tmp_path / "said", {"t.dat": PACKED[kind]}, {"path": "t.dat", "compression": kind})
    assert errors(said) == [("t.dat", *BAD)]
    assert len(PACKED) == 5


@pytest.mark.parametrize("kind", PACKED)
def test_packed_files_that_are_broken_are_a_finding(tmp_path, kind):
    whole = PACKED[kind]
    for number, content in enumerate([whole[: len(whole) // 2], b"not packed at all", b""]):
        root = write(tmp_path / str(number), {f"t.csv.{kind}": content}, {"path": f"t.csv.{kind}"})
        found = errors(root)
        assert found, (kind, number)
        assert {rule for _, rule, _, _ in found} <= {"compression", "empty_file"}, found


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst", "zip"])
def test_a_bomb_is_not_unpacked(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(packing, "ALWAYS", 100_000)
    monkeypatch.setattr(packing, "RATIO", 10)
    packs: dict[str, Callable[[bytes], bytes]] = {
        "gz": gzip.compress,
        "bz2": bz2.compress,
        "xz": lzma.compress,
        "zst": zst,
    }
    packs["zip"] = lambda content: zipped(t_csv=content)
    pack = packs[kind]
    bomb = pack(b"a,b\n" + b"1,x\n" * 1_000_000)
    (found,) = findings(write(tmp_path, {f"t.csv.{kind}": bomb}, {"path": f"t.csv.{kind}"}))
    assert found.rule == "compression"
    assert "unpacks to more than" in found.message


def test_a_row_without_end_is_cut_off(tmp_path):
    long = "a,b\n1," + "x" * (20 * 1024 * 1024) + "\nz,y\n"
    root = write(tmp_path, {"t.csv.gz": gzip.compress(long.encode(), 1)}, {"path": "t.csv.gz"})
    assert errors(root) == [("t.csv.gz", "structure", 2, ""), ("t.csv.gz", *BAD)]


def test_a_zip_with_several_members_needs_an_innerpath(tmp_path):
    files = {"t.zip": zipped(t_csv=TEXT, u_csv="a,b\nq,x\n")}
    (found,) = findings(write(tmp_path, files, {"path": "t.zip", "format": "csv"}))
    assert (found.rule, "innerpath" in found.message) == ("compression", True)
    named = write(tmp_path / "n", files, {"path": "t.zip", "format": "csv", "innerpath": "u.csv"})
    assert errors(named) == [("t.zip", "type", 2, "a")]
    (found,) = findings(
        write(tmp_path / "m", files, {"path": "t.zip", "format": "csv", "innerpath": "v.csv"})
    )
    assert "v.csv" in found.message


ENCODINGS = [
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "utf-32",
    "cp1251",
    "koi8-u",
    "iso-8859-5",
    "mac-cyrillic",
    "utf-7",
]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_encoding_of_python_is_read(tmp_path, encoding):
    content = "a,b\n1,Харків\n2,Луцьк\nдва,Суми\n".encode(encoding)
    root = write(tmp_path, {"t.csv": content}, {"encoding": encoding})
    assert errors(root) == [("t.csv", "type", 4, "a")]
    assert flat(open_package(root).table("t")).header == ["a", "b"]


def test_utf_16_is_seen_by_its_mark_where_no_encoding_is_said(tmp_path):
    assert errors(write(tmp_path, {"t.csv": TEXT.encode("utf-16")})) == [("t.csv", *BAD)]


def test_every_line_with_a_byte_that_is_not_of_the_encoding_is_told_and_the_rest_is_read(tmp_path):
    content = b"a,b\n1,\xff\xfe\n2,y\n3,\xc3\nz,y\n"
    told = [("t.csv", "encoding", 2, ""), ("t.csv", "encoding", 4, ""), ("t.csv", "type", 5, "a")]
    assert errors(write(tmp_path, {"t.csv": content})) == told
    packed = write(tmp_path / "gz", {"t.csv.gz": gzip.compress(content)}, {"path": "t.csv.gz"})
    assert errors(packed) == [("t.csv.gz", *rest) for _, *rest in told]
    ascii_ = write(tmp_path / "ascii", {"t.csv": "a,b\n1,ї\n"}, {"encoding": "us-ascii"})
    assert errors(ascii_) == [("t.csv", "encoding", 2, "")]


def test_line_ends_may_be_mixed_in_other_peoples_files(tmp_path):
    content = b"a,b\r\n1,x\n2,y\rz,y\r\n"
    assert errors(write(tmp_path, {"t.csv": content})) == [("t.csv", "type", 4, "a")]


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ({"delimiter": "\t"}, "a\tb\n1\tx\nz\ty\n"),
        ({"delimiter": "\\t"}, "a\tb\n1\tx\nz\ty\n"),
        ({"delimiter": "\u00a6"}, "a\u00a6b\n1\u00a6x\nz\u00a6y\n"),
        ({"quoteChar": None}, 'a,b\n1,"x\nz,y"\n'),
        ({"quoteChar": "'"}, "a,b\n1,'x'\nz,'y''s'\n"),
        ({"escapeChar": "\\", "quoteChar": None}, "a,b\n1,x\\,x\nz,y\n"),
        ({"escapeChar": '"'}, 'a,b\n1,"x ""q"""\nz,y\n'),
        ({"lineTerminator": "|"}, "a,b|1,x|z,y|"),
        ({"lineTerminator": "|"}, "a,b|1,x|z,y"),
        ({"commentChar": "#"}, "a,b\n1,x\nz,y\n#1,2,3,\"\n"),
        ({"headerRows": [1]}, TEXT),
        ({"caseSensitiveHeader": False}, "A,B\n1,x\nz,y\n"),
        ({"csv": {"delimiter": ";"}}, "a;b\n1;x\nz;y\n"),
        ({"csvddfVersion": 1.2, "unknown": {}}, TEXT),
    ],
)  # fmt: skip
def test_dialects(tmp_path, dialect, text):
    assert errors(write(tmp_path, {"t.csv": text}, {"dialect": dialect})) == [("t.csv", *BAD)]


def test_the_header_is_the_first_row_that_is_no_comment(tmp_path):
    text = '# made by "hand\n# twice\na,b\n1,x\nz,y\n'
    root = write(tmp_path, {"t.csv": text}, {"dialect": {"commentChar": "#"}})
    assert errors(root) == [("t.csv", "type", 5, "a")]


def test_a_name_above_several_columns_stands_for_each(tmp_path):
    schema = {"fields": [{"name": n} for n in ("id", "x lat", "x lon", "note")]}
    dialect = {"headerRows": [1, 2]}
    root = write(
        tmp_path, {"t.csv": "id,x,,note\n,lat,lon,\n1,2,3,4\n"}, {"schema": schema, "dialect": dialect}
    )
    assert errors(root) == []
    assert flat(open_package(root).table("t")).header == ["id", "x lat", "x lon", "note"]


def test_rows_that_are_none_are_told_and_reading_goes_on(tmp_path):
    text = 'a;b\n1;x\n2;"y" z\n3\n\n4;y;z\n5;"open\nz;y\n'
    root = write(tmp_path, {"t.csv": text}, {"dialect": {"delimiter": ";", "commentChar": "#"}})
    assert errors(root) == [
        ("t.csv", "structure", 3, ""),
        ("t.csv", "structure", 4, ""),
        ("t.csv", "structure", 5, ""),
        ("t.csv", "structure", 6, ""),
        ("t.csv", "structure", 7, ""),
        ("t.csv", "type", 8, "a"),
    ]
    with pytest.raises(DataError, match=r"t\.csv, line 3"):
        open_package(root).frame("t")
    with pytest.raises(DataError, match=r"t\.csv, line 3"):
        open_package(root).rows("t")


def test_parts_have_their_headers_or_have_not(tmp_path):
    files = {
        "1.csv": "a,b\n1,x\n",
        "2.csv": "a,b\nq,x\n",
        "3.csv": "2,x\nw,y\n",
        "4.csv": "",
        "5.csv": '3,"x\ny"\ne,z\n',
    }
    root = write(tmp_path, files, {"path": list(files)})
    told = [("2.csv", "type", 2, "a"), ("3.csv", "type", 2, "a"), ("5.csv", "type", 3, "a")]
    assert sorted(errors(root)) == told
    (tmp_path / "2.csv").write_text("a,b\n7,x\n", encoding="utf-8")
    (tmp_path / "3.csv").write_text("2,x\n", encoding="utf-8")
    (tmp_path / "5.csv").write_text("3,y\n", encoding="utf-8")
    assert [row["a"] for row in open_package(root).rows("t")] == [1, 7, 2, 3]
    assert open_package(root).frame("t")["a"].to_list() == [1, 7, 2, 3]


def test_a_part_with_its_columns_in_another_order_is_not_misread(tmp_path):
    files = {"1.csv": "a,b\n1,x\n", "2.csv": "b,a\ny,2\n", "3.csv": "a,b\nz,q\n"}
    root = write(tmp_path, files, {"path": list(files)})
    assert sorted(errors(root)) == [("2.csv", "header", 1, ""), ("3.csv", "type", 2, "a")]


def test_bytes_and_hash_of_parts_are_those_of_all_of_them_strung_together(tmp_path):
    files = {"1.csv.gz": gzip.compress(b"a,b\n1,x\n"), "2.csv.gz": gzip.compress(b"a,b\n2,x\n")}
    content = b"".join(files.values())
    said = {"bytes": len(content), "hash": hashlib.md5(content, usedforsecurity=False).hexdigest().upper()}
    assert errors(write(tmp_path, files, {"path": list(files), **said})) == []
    wrong = write(tmp_path / "w", files, {"path": list(files), "bytes": 1, "hash": "sha512:00"})
    assert {(rule, file) for file, rule, _, _ in errors(wrong)} == {
        ("bytes", "1.csv.gz"),
        ("hash", "1.csv.gz"),
    }
    unknown = write(tmp_path / "u", {"t.csv": TEXT.replace("z", "2")}, {"hash": "crc32:1234"})
    (found,) = findings(unknown)
    assert (found.rule, "crc32" in found.message, "sha256" in found.message) == ("hash", True, True)


JSON = [
    ("t.json", '[\n{"a": 1, "b": "x"},\n{"b": "y", "a": "z"}\n]', {}, BAD),
    ("t.json", '[["a", "b"],\n[1, "x"],\n["z", "y"]]', {}, BAD),
    (
        "t.json",
        '{"meta": {"a": [1, 2]},\n"rows": [{"a": 1},\n{"a": "z", "b": "y"}]}',
        {"property": "rows"},
        BAD,
    ),
    ("t.json", '{"x":\n{"rows": [{"a": 1, "b": "q"},\n{"a": "z"}]}}', {"property": "x.rows"}, BAD),
    ("t.jsonl", '{"a": 1, "b": "x"}\n{"a": 2}\n{"b": "y", "a": "z"}\n', {}, BAD),
    ("t.jsonl", '["a", "b"]\n[1, "x"]\n["z", "y"]\n', {"itemType": "array"}, BAD),
    ("t.ndjson", '[1, "x"]\n[2, "x"]\n["z", "y"]\n', {"header": False}, BAD),
]


@pytest.mark.parametrize(("name", "text", "dialect", "told"), JSON)
def test_json_of_any_shape_is_read_with_its_lines(tmp_path, name, text, dialect, told):
    root = write(tmp_path, {name: text}, {"path": name, "dialect": dialect})
    assert errors(root) == [(name, *told)]
    packed = write(
        tmp_path / "gz",
        {f"{name}.gz": gzip.compress(text.encode("cp1251"))},
        {"path": f"{name}.gz", "dialect": dialect, "encoding": "cp1251"},
    )
    assert errors(packed) == [(f"{name}.gz", *told)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[", 1),
        ('[{"a": 1, "b": "x"},\n{"a": 2,', 2),
        ('[{"a": 1, "b": "x"}\n{"a": 2}]', 2),
        ('[{"a": 1, "b": "x"},\n]', 2),
        ('[{"a": 1, "b": "x"}]\nmore', 2),
        ('{"a": 1}', 1),
        ("5", 1),
        ('[{"a": 1, "b": "x"},\n' + "[" * 100_000, 2),
    ],
)
def test_json_that_is_broken_is_a_finding_with_its_line(tmp_path, text, line):
    found = errors(write(tmp_path, {"t.json": text}, {"path": "t.json"}))
    assert [t for t in found if t[1] != "header"] == [("t.json", "structure", line, "")]


def test_a_json_file_that_is_empty(tmp_path):
    assert errors(write(tmp_path, {"t.json": " \n"}, {"path": "t.json"})) == [
        ("t.json", "empty_file", -1, "")
    ]


def test_values_of_json_are_read_by_their_fields(tmp_path):
    fields: list[dict[str, Any]] = [
        {"name": "i", "type": "integer"},
        {"name": "n", "type": "number", "decimalChar": ","},
        {"name": "y", "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
        {"name": "s", "type": "string"},
    ]
    rows = [{"i": 1, "n": 1.5, "y": True, "s": "q"}, {"i": None, "n": None, "y": False, "s": None}]
    schema = {"fields": fields, "missingValues": ["-"]}
    root = write(tmp_path, {"t.json": json.dumps(rows)}, {"path": "t.json", "schema": schema})
    assert errors(root) == []
    found = open_package(root).rows("t")
    assert [tuple(row.values()) for row in found] == [(1, 1.5, True, "q"), (None, None, False, None)]
    strict = write(tmp_path / "s", {"t.json": '[{"a": 1, "b": 5}]'}, {"path": "t.json"})
    assert errors(strict) == [("t.json", "type", 1, "b")]


def test_objects_without_some_keys_and_with_others(tmp_path):
    rows = [{"a": 1}, {"a": 2, "b": "x"}, {"c": 1}]
    root = write(tmp_path, {"t.json": json.dumps(rows)}, {"path": "t.json"})
    assert [(rule, column) for _, rule, _, column in errors(root)] == [("header", "c")]


def test_parquet(tmp_path):
    frame = pl.DataFrame({"a": [1, None, 3], "b": ["x", None, "y"]})
    tmp_path.joinpath("p").mkdir()
    for name in ("1.parquet", "2.parquet"):
        frame.write_parquet(tmp_path / "p" / name)
    schema = {"fields": SCHEMA["fields"], "primaryKey": "a"}
    root = write(tmp_path / "p", {}, {"path": ["1.parquet", "2.parquet"], "schema": schema})
    found = findings(root)
    assert {(f.rule, f.line, f.file) for f in found} >= {("primaryKey", -1, "2.parquet")}
    typed = pl.DataFrame({"a": ["z"], "b": ["x"]})
    typed.write_parquet(tmp_path / "t.parquet")
    assert errors(write(tmp_path, {}, {"path": "t.parquet"})) == [("t.parquet", "type", -1, "a")]
    assert errors(write(tmp_path / "x", {"t.parquet": "no"}, {"path": "t.parquet"})) == [
        ("t.parquet", "structure", -1, "")
    ]


def test_parquet_values_of_every_kind(tmp_path):
    frame = pl.DataFrame(
        {
            "d": [date(2024, 2, 29)],
            "t": [datetime(2024, 2, 29, 12, 30, tzinfo=UTC)],
            "n": [Decimal("1.50")],
            "f": [0.1],
            "y": [True],
            "l": [[1, 2]],
        }
    )
    frame.write_parquet(tmp_path / "t.parquet")
    kinds = {"d": "date", "t": "datetime", "n": "number", "f": "number", "y": "boolean", "l": "array"}
    fields = [{"name": name, "type": kind} for name, kind in kinds.items()]
    assert errors(write(tmp_path, {}, {"path": "t.parquet", "schema": {"fields": fields}})) == []


def test_sqlite(tmp_path):
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as db:
        db.execute("CREATE TABLE t (a, b TEXT)")
        db.execute("CREATE VIEW v AS SELECT * FROM t")
        db.executemany("INSERT INTO t VALUES (?, ?)", [(1, "x"), ("z", "y"), (None, None)])
        db.commit()
    for number, (table, told) in enumerate({"t": "type", "v": "structure", "none": "structure"}.items()):
        root = write(tmp_path, {}, {"path": "t.sqlite", "dialect": {"table": table}})
        assert [(rule, line) for _, rule, line, _ in errors(root)] == [(told, -1)], number
    broken = write(tmp_path / "x", {"t.db": "no database at all, only text"}, {"path": "t.db"})
    assert [rule for _, rule, _, _ in errors(broken)] == ["structure"]


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Notes"
    first.append(["nothing here"])
    sheet = book.create_sheet("Data")
    for row in (["a", "b"], [1, "x"], [None, None], ["z", "y"], [4.0, None]):
        sheet.append(row)
    book.save(path)


def test_xlsx(tmp_path, monkeypatch):
    workbook(tmp_path / "t.xlsx")
    for dialect in ({"sheetNumber": 2}, {"sheetName": "Data"}, {"excel": {"sheet": "Data"}}):
        root = write(tmp_path, {}, {"path": "t.xlsx", "dialect": dialect})
        assert errors(root) == [("t.xlsx", "type", 4, "a")]
    for dialect, words in (({"sheetName": "None"}, "Data"), ({"sheetNumber": 5}, "has 2")):
        (found,) = findings(write(tmp_path, {}, {"path": "t.xlsx", "dialect": dialect}))
        assert words in found.message
    broken = write(tmp_path / "x", {"t.xlsx": "no"}, {"path": "t.xlsx"})
    assert [rule for _, rule, _, _ in errors(broken)] == ["structure"]
    monkeypatch.setattr("wartally.sources.sheets.find_spec", lambda name: None)
    (found,) = findings(write(tmp_path, {}, {"path": "t.xlsx", "dialect": {"sheetNumber": 2}}))
    assert "openpyxl" in found.message


def test_a_format_that_is_not_read_is_a_finding_and_the_others_are_read(tmp_path):
    root = write(tmp_path, {"t.ods": "x", "u.csv": "a,b\nq,x\n"}, {"path": "t.ods"}, {"path": "u.csv"})
    assert errors(root) == [("t.ods", "format", -1, ""), ("u.csv", "type", 2, "a")]


def test_inline_data(tmp_path):
    rows = [{"a": 1, "b": "x"}, {"a": "z"}]
    text = {"path": None, "data": "a;b\nz;y\n", "format": "csv", "dialect": {"delimiter": ";"}}
    root = write(tmp_path, {}, {"path": None, "data": rows}, text)
    assert errors(root) == [("datapackage.json", "type", -1, "a"), ("datapackage.json", "type", 2, "a")]
    assert open_package(write(tmp_path / "k", {}, {"path": None, "data": rows[:1]})).rows("t") == rows[:1]


def test_a_map_of_lines_is_small_and_right():
    lines = LineMap()
    told = [(part, line) for part in range(3) for line in (*range(2, 1000), 1005, 1007, *range(2000, 2500))]
    for part, line in told:
        lines.add(part, line)
    assert [lines.place(row) for row in range(len(told))] == told
    assert len(lines._starts) == 12
    assert lines.place(-1) == lines.place(len(told)) == (0, -1)


def test_the_plain_copy_goes_when_the_table_does(tmp_path):
    package = open_package(
        write(tmp_path, {"t.csv": TEXT}, {"dialect": {"header": True, "commentChar": "#"}})
    )
    path = flat(package.table("t")).path
    assert flat(package.table("t")).path == path
    assert path.read_text(encoding="utf-8") == "a,b\n1,x\nz,y\n"
    (tmp_path / "t.csv").write_text("a,b\n1,xyz\n", encoding="utf-8")
    assert flat(package.table("t")).path != path
    last = flat(package.table("t")).path
    assert last.exists()
    assert not path.exists()
    del package
    assert not last.exists()
