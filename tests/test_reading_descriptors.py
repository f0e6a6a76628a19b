"""Descriptors that are none: one line that names the file and the place, exit status 2, never a hang."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.reading import SCHEMA, errors, findings, raw, write
from wartally.cli import run
from wartally.errors import WartallyError
from wartally.package import open_package

T = {"name": "t", "path": "t.csv", "schema": SCHEMA}
DEEP = 100_000


def package(*resources: Any) -> dict[str, Any]:
    return {"resources": list(resources)}


BROKEN: list[tuple[str, Any, str]] = [
    ("empty", "", "not valid JSON"),
    ("half-written", '{"resources": [{"name": "t", ', "line 1"),
    ("two documents", "{} {}", "not valid JSON"),
    ("not UTF-8", b'{"name": "\xff\xfe"}', "UTF-8"),
    ("a NUL", '{"name": "a\0b"}', "NUL"),
    ("an escaped NUL in a path", package(T | {"path": "t\0.csv"}), "control character"),
    ("a list", "[]", "a list"),
    ("a number", "5", "object"),
    ("null", "null", "object"),
    ("deep", "[" * DEEP + "]" * DEEP, "deep"),
    ("deep below a key", '{"a": ' * 5000 + "1" + "}" * 5000, "deep"),
    ("a long number", '{"version": ' + "9" * 5000 + "}", "not valid JSON"),
    ("no resources", {}, "no resources"),
    ("resources that are null", {"resources": None}, "/resources"),
    ("resources that are an object", {"resources": {"t": T}}, "/resources"),
    ("resources that are text", {"resources": "t.csv"}, "/resources"),
    ("a resource that is text", package("t.csv"), "/resources/0"),
    ("a resource that is null", package(T, None), "/resources/1"),
    ("a reference", package({"$ref": "#/resources/0"}), "/resources/0: `\\$ref`"),
    ("no name", package({"path": "t.csv"}), "/resources/0: every resource needs a `name`"),
    ("a name that is a number", package(T | {"name": 5}), "/resources/0/name"),
    ("a name that is a list", package(T | {"name": ["t"]}), "/resources/0/name"),
    ("a name with a line end", package(T | {"name": "t\nu"}), "/resources/0/name"),
    ("one name twice", package(T, T), "/resources/1/name"),
    ("no path", package({"name": "t", "schema": SCHEMA}), "/resources/0/path"),
    ("a path that is a number", package(T | {"path": 5}), "/resources/0/path"),
    ("a path that is an object", package(T | {"path": {}}), "/resources/0/path"),
    ("a path that is an empty list", package(T | {"path": []}), "/resources/0/path"),
    ("a path in a list in a list", package(T | {"path": [["t.csv"]]}), "/resources/0/path/0"),
    ("a path and data", package(T | {"data": []}), "both"),
    ("data that are a number", package({"name": "t", "data": 5, "schema": SCHEMA}), "/resources/0/data"),
    ("data that are text of no format", package({"name": "t", "data": "a", "schema": SCHEMA}), "format"),
    ("a schema that is a list", package(T | {"schema": [1]}), "/resources/0/schema"),
    ("a schema that is a number", package(T | {"schema": 5}), "/resources/0/schema"),
    ("a schema that is not there", package(T | {"schema": "s.json"}), "/resources/0/schema"),
    ("a schema that is a folder", package(T | {"schema": "folder"}), "/resources/0/schema"),
    ("a schema that is half-written", package(T | {"schema": "half.json"}), r"half\.json: is not valid JSON"),
    ("a schema that is text", package(T | {"schema": "text.json"}), r"text\.json"),
    ("a schema that is the table", package(T | {"schema": "t.csv"}), r"t\.csv: is not valid JSON"),
    ("a schema that refers on", package(T | {"schema": {"$ref": "s.json"}}), "/resources/0/schema: `\\$ref`"),
    ("a schema whose fields are text", package(T | {"schema": {"fields": "a"}}), "fields"),
    ("a schema whose fields are texts", package(T | {"schema": {"fields": ["a"]}}), "field"),
    ("a field without a name", package(T | {"schema": {"fields": [{}]}}), "name"),
    ("a field whose name is a number", package(T | {"schema": {"fields": [{"name": 5}]}}), "name"),
    ("a key that is a number", package(T | {"schema": SCHEMA | {"primaryKey": 5}}), "primaryKey"),
    ("a key of no field", package(T | {"schema": SCHEMA | {"primaryKey": ["z"]}}), "primaryKey"),
    ("keys that are a number", package(T | {"schema": SCHEMA | {"foreignKeys": 5}}), "foreignKeys"),
    ("unique keys that are text", package(T | {"schema": SCHEMA | {"uniqueKeys": 5}}), "uniqueKeys"),
    (
        "missing values that are a number",
        package(T | {"schema": SCHEMA | {"missingValues": 5}}),
        "missingValues",
    ),
    ("a match that there is not", package(T | {"schema": SCHEMA | {"fieldsMatch": 5}}), "fieldsMatch"),
    ("a dialect that is a list", package(T | {"dialect": [1]}), "/resources/0/dialect"),
    ("a dialect that is no path", package(T | {"dialect": "excel"}), "/resources/0/dialect"),
    ("a delimiter that is a number", package(T | {"dialect": {"delimiter": 5}}), "/dialect/delimiter"),
    ("a delimiter of two characters", package(T | {"dialect": {"delimiter": "||"}}), "/dialect/delimiter"),
    ("no delimiter", package(T | {"dialect": {"delimiter": ""}}), "/dialect/delimiter"),
    ("a delimiter that ends lines", package(T | {"dialect": {"delimiter": "\n"}}), "/dialect/delimiter"),
    ("a delimiter that quotes", package(T | {"dialect": {"delimiter": '"'}}), "must differ"),
    ("a header that is text", package(T | {"dialect": {"header": "no"}}), "/dialect/header"),
    ("header rows that are a number", package(T | {"dialect": {"headerRows": 1}}), "/dialect/headerRows"),
    ("header rows from nought", package(T | {"dialect": {"headerRows": [0]}}), "/dialect/headerRows/0"),
    ("header rows that are true", package(T | {"dialect": {"headerRows": [True]}}), "/dialect/headerRows/0"),
    ("items of another kind", package(T | {"dialect": {"itemType": "row"}}), "/dialect/itemType"),
    ("an encoding that there is not", package(T | {"encoding": "utf-9"}), "/resources/0/encoding"),
    ("an encoding that is a number", package(T | {"encoding": 8}), "/resources/0/encoding"),
    ("an encoding that is none", package(T | {"encoding": "base64"}), "/resources/0/encoding"),
    ("an encoding that leads out", package(T | {"encoding": "../../os"}), "/resources/0/encoding"),
    ("an encoding with a NUL", package(T | {"encoding": "utf\0"}), "/resources/0/encoding"),
    ("a format that is a number", package(T | {"format": 5}), "/resources/0/format"),
    ("a mediatype that is a list", package(T | {"mediatype": []}), "/resources/0/mediatype"),
    ("a compression that there is not", package(T | {"compression": "rar"}), "/resources/0/compression"),
    ("a type that is a number", package(T | {"type": 5}), "/resources/0/type"),
    ("bytes that are text", package(T | {"bytes": "8"}), "/resources/0/bytes"),
    ("bytes that are true", package(T | {"bytes": True}), "/resources/0/bytes"),
    ("a hash that is a number", package(T | {"hash": 5}), "/resources/0/hash"),
    ("half of a character", package(T | {"title": "x\ud800"}), r"half of a character"),
    ("bytes of what is no table", package({"name": "t", "path": "t.csv", "bytes": []}), "/resources/0/bytes"),
]


@pytest.mark.parametrize(("descriptor", "words"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_broken_descriptor_is_refused_in_one_line(tmp_path, capsys, descriptor, words):
    files = {"t.csv": "a,b\n1,x\n", "half.json": "{", "text.json": '"other.json"', "folder/x": ""}
    root = raw(tmp_path, files, descriptor)
    started = time.monotonic()
    with pytest.raises(WartallyError, match=words) as refusal:
        findings(root)
    assert time.monotonic() - started < 10
    assert refusal.value.exit_status == 2
    assert "json" in str(refusal.value)
    assert run(["validate", str(root)]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert said.err.startswith("wartally: ")
    assert len(said.err) < 1000


YAML = [
    ("a tag", "name: !!python/object/apply:os.system ['true']\n", "YAML"),
    ("an unknown tag", "name: !secret x\n", "YAML"),
    ("half a list", "resources: [\n", "YAML"),
    ("a tab", "resources:\n\t- x\n", "YAML"),
    ("two documents", "a: 1\n---\nb: 2\n", "YAML"),
    ("deep", "[" * 50_000, "deep"),
    ("deep by lines", "".join(" " * n + "a:\n" for n in range(300)), "deep"),
    ("an alias in itself", "resources: &a [*a]\n", "alias"),
    ("an alias of nothing", "resources: *a\n", "YAML"),
    (
        "many laughs",
        "a0: &a0 [x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
        "alias",
    ),
    ("a key that is a list", "? [a, b]\n: 1\n", "YAML"),
    ("text", "just words\n", "object"),
    ("nothing", "", "object"),
    ("a date for resources", "resources: 2024-01-01\n", "/resources"),
]


@pytest.mark.parametrize(("text", "words"), [y[1:] for y in YAML], ids=[y[0] for y in YAML])
def test_a_broken_yaml_descriptor_is_refused_in_one_line(tmp_path, text, words):
    (tmp_path / "datapackage.yaml").write_text(text, encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(WartallyError, match=words) as refusal:
        findings(tmp_path)
    assert time.monotonic() - started < 10
    assert "\n" not in str(refusal.value)
    assert "datapackage.yaml" in str(refusal.value)


def test_aliases_of_a_sensible_size_are_read(tmp_path):
    text = "resources:\n- name: t\n  path: t.csv\n  schema: &s\n    fields: [{name: a, type: integer}]\n"
    text += "- {name: u, path: t.csv, schema: *s}\n"
    (tmp_path / "datapackage.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "t.csv").write_text("a\nx\n", encoding="utf-8")
    assert errors(tmp_path) == [("t.csv", "type", 2, "a")] * 2


def test_a_descriptor_with_a_byte_order_mark_or_in_utf_16_is_read(tmp_path):
    text = json.dumps(package(T))
    for number, encoding in enumerate(["utf-8-sig", "utf-16"]):
        root = raw(tmp_path / str(number), {"t.csv": "a,b\nx,y\n"}, text.encode(encoding))
        assert errors(root) == [("t.csv", "type", 2, "a")]


def test_versions_one_and_two_say_the_same_in_their_own_words(tmp_path):
    words: list[dict[str, Any]] = [
        {"profile": "tabular-data-resource"},
        {"type": "table"},
        {"type": "table", "$schema": "https://datapackage.org/profiles/2.0/dataresource.json"},
        {"format": "csv", "mediatype": "text/csv", "encoding": "UTF-8", "licenses": []},
        {"path": None, "url": "t.csv"},
        {"path": ["t.csv"]},
    ]
    for number, said in enumerate(words):
        root = write(tmp_path / str(number), {"t.csv": "a,b\nx,y\n"}, said)
        assert errors(root) == [("t.csv", "type", 2, "a")]
    assert number == 5


def test_a_resource_that_is_no_table_is_told_and_only_its_bytes_are_checked(tmp_path):
    root = write(
        tmp_path,
        {"t.csv": "a,b\n1,x\n", "a.bin": b"\0\1", "b.bin": b"\2"},
        {},
        {"path": ["a.bin", "b.bin"], "schema": None, "bytes": 3, "hash": "sha1:" + "0" * 40},
        {"path": "a.bin", "schema": None, "hash": "crc32:00"},
        {"path": None, "data": {"k": 1}, "schema": None},
    )
    found = findings(root)
    assert [(f.table, f.rule, f.severity) for f in found] == [
        ("t2", "hash", "error"),
        ("t2", "not_a_table", "warning"),
        ("t3", "hash", "error"),
        ("t3", "not_a_table", "warning"),
        ("t4", "not_a_table", "warning"),
    ]
    assert "crc32" in found[2].message
    assert [t.name for t in open_package(root).tables.values()] == ["t"]


def test_a_table_without_a_schema_has_the_columns_of_its_header(tmp_path):
    root = write(tmp_path, {"t.csv": "x,y\n1,\n2\n"}, {"schema": None, "type": "table"})
    assert errors(root) == [("t.csv", "structure", 3, "")]
    assert open_package(root).tables["t"].schema.field_names == ("x", "y")
    plain = write(tmp_path / "p", {"t.csv": "x,y\n1,\n2,b\n"}, {"schema": None, "type": "table"})
    assert open_package(plain).rows("t") == [{"x": "1", "y": None}, {"x": "2", "y": "b"}]
