"""A package names files of its own only, wherever a path may stand; everything else is refused."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.reading import SCHEMA, errors, findings, raw, write
from wartally.errors import DescriptorError, PackageNotFound, WartallyError
from wartally.package import open_package

OUTSIDE = [
    ("../t.csv", "leaves"),
    ("data/../../t.csv", "leaves"),
    ("data/..", "leaves"),
    ("/etc/hostname", "absolute"),
    ("\\etc\\hostname", "absolute"),
    ("\\\\server\\share\\t.csv", "absolute"),
    ("data\\..\\..\\t.csv", "backslash"),
    ("C:\\t.csv", "drive"),
    ("c:/t.csv", "drive"),
    ("~/t.csv", "home"),
    ("~root/t.csv", "home"),
    ("file:///etc/hostname", "neither"),
    ("FILE:/etc/hostname", "neither"),
    ("ftp://example.org/t.csv", "neither"),
    ("s3://bucket/t.csv", "neither"),
    ("data:text/csv,a", "neither"),
    (".hidden/t.csv", "hidden"),
    ("t.csv\0", "control"),
    ("t\n.csv", "control"),
    ("", "empty"),
    ("  ", "empty"),
]


def in_path(path: str) -> dict[str, Any]:
    return {"path": path}


def in_list(path: str) -> dict[str, Any]:
    return {"path": ["t.csv", path]}


def in_schema(path: str) -> dict[str, Any]:
    return {"schema": path}


def in_dialect(path: str) -> dict[str, Any]:
    return {"dialect": path}


def loose(path: str) -> dict[str, Any]:
    return {"path": path, "schema": None}


def old(path: str) -> dict[str, Any]:
    return {"path": None, "url": path}


PLACES = [in_path, in_list, in_schema, in_dialect, loose, old]


@pytest.mark.parametrize("place", PLACES)
def test_a_path_that_leads_out_is_refused_wherever_it_stands(tmp_path, place):
    for number, (path, why) in enumerate(OUTSIDE):
        package = open_package(write(tmp_path / str(number), {"t.csv": "a,b\n1,x\n"}, place(path)))
        with pytest.raises(DescriptorError, match=why) as refusal:
            _ = package.tables, package.loose
        said = str(refusal.value)
        assert "datapackage.json, /resources/0/" in said, said
        assert "\n" not in said.replace("\\n", ""), said
        assert refusal.value.exit_status == 2
    assert number == len(OUTSIDE) - 1 >= 20


@pytest.mark.parametrize("place", PLACES)
def test_a_link_out_of_the_package_or_into_itself_is_refused(tmp_path, place):
    (tmp_path / "secret.json").write_text('{"fields": [{"name": "a"}]}', encoding="utf-8")
    root = write(tmp_path / "package", {"t.csv": "a,b\n1,x\n"}, place("linked/secret.json"))
    (root / "linked").symlink_to(tmp_path)
    with pytest.raises(DescriptorError, match="by a link"):
        _ = open_package(root).tables
    (root / "linked").unlink()
    (root / "linked").mkdir()
    (root / "linked" / "secret.json").symlink_to(root / "linked" / "secret.json")
    with pytest.raises(DescriptorError, match="cannot be followed"):
        _ = open_package(root).tables


def test_what_is_no_regular_file_is_refused(tmp_path):
    root = write(tmp_path, {}, {"path": "pipe.csv"})
    os.mkfifo(root / "pipe.csv")
    with pytest.raises(DescriptorError, match="no regular file"):
        findings(root)


def test_a_folder_in_the_place_of_a_file_is_a_finding(tmp_path):
    root = write(tmp_path, {"t.csv/inside": ""})
    assert errors(root) == [("t.csv", "missing_file", -1, "")]


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


FIELDS = {"fields": [{"name": "a", "type": "integer"}]}
DESCRIPTOR = json.dumps({"resources": [{"name": "t", "path": "t.csv", "schema": FIELDS}]})


@pytest.mark.parametrize("folder", ["", "inner/", "a/b/"])
def test_a_zip_holds_a_package_wherever_its_descriptor_lies(tmp_path, folder):
    place = zipped(
        tmp_path / "p.zip", {f"{folder}datapackage.json": DESCRIPTOR, f"{folder}t.csv": "a\n1\nx\n"}
    )
    assert errors(place) == [("t.csv", "type", 3, "a")]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"t.csv": "a\n"}, "no datapackage.json"),
        ({"datapackage.json": DESCRIPTOR, "../evil.csv": "a\n"}, "leaves"),
        ({"datapackage.json": DESCRIPTOR, "/etc/evil.csv": "a\n"}, "absolute"),
        ({"datapackage.json": DESCRIPTOR, "a\\..\\..\\evil.csv": "a\n"}, "backslash"),
        ({"datapackage.json": DESCRIPTOR, "t.csv": b"0" * 80_000_000}, "unpacks to"),
        ({"datapackage.json": '{"resources": [{"name": "t", "path": "../t.csv"}]}'}, "leaves"),
        ({"datapackage.json": DESCRIPTOR.replace(json.dumps(FIELDS), '"/etc/s.json"')}, "absolute"),
    ],
)
def test_a_zip_that_leads_out_or_is_a_bomb_is_refused(tmp_path, files, why):
    place = zipped(tmp_path / "p.zip", files)
    with pytest.raises(WartallyError, match=why) as refusal:
        errors(place)
    assert refusal.value.exit_status == 2
    assert not (tmp_path / "evil.csv").exists()


def test_a_broken_zip_is_refused(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("datapackage.json", DESCRIPTOR)
        archive.writestr("t.csv", "a\n1\n")
    damaged = content.getvalue().replace(b"a\n1\n", b"a\n2\n", 1)
    (tmp_path / "p.zip").write_bytes(damaged)
    with pytest.raises(DescriptorError, match="cannot be unpacked"):
        errors(tmp_path / "p.zip")


@pytest.mark.parametrize("name", ["package.json", "d.yaml", "d.yml", "datapackage.yaml", "sub/x.JSON"])
def test_a_descriptor_may_have_any_name(tmp_path, name):
    raw(tmp_path, {"t.csv": "a,b\nx,y\n", "sub/t.csv": "a,b\nx,y\n"}, "{}")
    (tmp_path / "datapackage.json").unlink()
    descriptor = {"resources": [{"name": "t", "path": "t.csv", "schema": SCHEMA}]}
    (tmp_path / name).write_text(json.dumps(descriptor), encoding="utf-8")
    assert errors(tmp_path / name) == [("t.csv", "type", 2, "a")]
    if name == "datapackage.yaml":
        assert errors(tmp_path) == [("t.csv", "type", 2, "a")]


def test_a_resource_alone_is_a_package_of_one(tmp_path):
    raw(tmp_path, {"t.csv": "a,b\nx,y\n"}, {"name": "t", "path": "t.csv", "schema": SCHEMA})
    assert errors(tmp_path) == [("t.csv", "type", 2, "a")]


def test_a_folder_called_schemas_does_not_make_a_package_ours(tmp_path):
    files = {"schemas/s.yaml": "fields: [{name: a, type: integer}, {name: b}]\n", "x/t.csv": "a,b\nz,y\n"}
    root = write(tmp_path, files, {"path": "x/t.csv", "schema": "schemas/s.yaml"})
    assert errors(root) == [("x/t.csv", "type", 2, "a")]


@pytest.mark.parametrize("place", ["ftp://example.org/p", "file:///tmp", "nowhere"])
def test_what_is_no_package_is_said_so(place):
    with pytest.raises(PackageNotFound):
        open_package(place)
