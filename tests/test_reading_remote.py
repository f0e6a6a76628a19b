"""Addresses: fetched only when asked, within limits, whole, and never a way into this machine."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from tests import web
from tests.reading import SCHEMA, errors, findings, write
from wartally.cli import run
from wartally.errors import DescriptorError, PackageNotFound, SourceError
from wartally.fetching import Limits
from wartally.package import open_package
from wartally.sources import remote as fetching
from wartally.sources.remote import Remote

TABLE = b"a,b\n1,x\nz,y\n"
BAD = ("type", 3, "a")


@pytest.fixture
def site() -> Iterator[web.Site]:
    with web.running() as running:
        yield running


def descriptor(*resources: Mapping[str, object]) -> bytes:
    found = [{"name": f"t{n}", "schema": SCHEMA, **r} for n, r in enumerate(resources)]
    return json.dumps({"name": "far", "resources": found}).encode()


def test_nothing_is_fetched_unless_it_is_asked_for(tmp_path, site, capsys):
    address = site.serve("/t.csv", TABLE)
    root = write(tmp_path, {}, {"path": address})
    with pytest.raises(DescriptorError, match="--remote"):
        findings(root)
    package = site.serve("/datapackage.json", descriptor({"path": "t.csv"}))
    with pytest.raises(PackageNotFound, match="--remote"):
        open_package(package)
    assert run(["validate", package]) == 2
    assert "--remote" in capsys.readouterr().err
    assert site.asked == []


def test_a_package_at_an_address_is_read_with_all_it_refers_to(site):
    site.serve("/p/data/t.csv", TABLE)
    site.serve("/p/data/t2.csv.gz", gzip.compress(TABLE))
    site.serve("/p/s.json", json.dumps(SCHEMA).encode())
    site.serve("/p/d.yaml", b"delimiter: ','\n")
    package = site.serve(
        "/p/datapackage.json",
        descriptor(
            {"path": "data/t.csv", "schema": "s.json", "dialect": "d.yaml"},
            {"path": ["data/t.csv", "data/t2.csv.gz"], "compression": "no"},
            {"path": "data/t2.csv.gz"},
        ),
    )
    here = site.address + "/p/data"
    found = errors(package, remote=True)
    assert (f"{here}/t.csv", *BAD) in found
    assert (f"{here}/t2.csv.gz", *BAD) in found
    assert site.asked.count("/p/data/t.csv") == 1
    assert site.asked.count("/p/data/t2.csv.gz") == 1
    assert errors(site.address + "/p/", remote=True) == found


def test_the_command_line_takes_the_option_before_and_behind_the_command(site, capsys):
    site.serve("/t.csv", TABLE)
    package = site.serve("/datapackage.json", descriptor({"path": "t.csv"}))
    assert run(["validate", "--remote", "--json", package]) == 1
    first = json.loads(capsys.readouterr().out)
    assert run(["--remote", "--package", package, "validate", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"] == first["findings"]
    assert first["findings"][0]["line"] == 3


def test_a_local_package_names_files_at_addresses(tmp_path, site):
    one, two = site.serve("/one.csv", TABLE), site.serve("/two.csv", b"a,b\nq,x\n")
    root = write(
        tmp_path, {}, {"path": [one, two], "schema": site.serve("/s.json", json.dumps(SCHEMA).encode())}
    )
    assert sorted(errors(root, remote=True)) == [(one, *BAD), (two, "type", 2, "a")]


def test_a_zipped_package_at_an_address(site):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("p/datapackage.json", descriptor({"path": "t.csv"}))
        archive.writestr("p/t.csv", TABLE)
    assert errors(site.serve("/p.zip", content.getvalue()), remote=True) == [("t.csv", *BAD)]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/hostname",
        "file:///etc/hostname",
        "../t.csv",
        "%2e%2e/t.csv",
        "%252e%252e/t.csv",
        "..%2ft.csv",
        "%2fetc/x",
    ],
)
def test_a_package_at_an_address_names_no_files_of_this_machine_nor_above_it(site, path):
    package = site.serve("/p/datapackage.json", descriptor({"path": path}))
    with pytest.raises(DescriptorError, match="/resources/0/path"):
        findings(package, remote=True)
    assert site.asked == ["/p/datapackage.json"]


def test_a_package_at_an_address_does_not_lead_into_a_private_network(site):
    with web.running() as other:
        inner = other.serve("/inner.csv", TABLE)
        straight = site.serve("/datapackage.json", descriptor({"path": inner}))
        around = site.serve("/around.json", descriptor({"path": "around.csv"}))
        site.redirect("/around.csv", inner)
        for package in (straight, around):
            (found,) = findings(package, remote=True)
            assert found.rule == "missing_file"
            assert "private network" in found.message
        assert other.asked == []


def test_what_cannot_be_fetched_is_a_finding_and_the_rest_is_read(site):
    site.serve("/t.csv", TABLE)
    site.cut_short("/cut.csv", TABLE, 500)
    site.redirect("/away.csv", "file:///etc/hostname")
    site.redirect("/circle.csv", site.address + "/circle.csv")
    names = ["t.csv", "none.csv", "cut.csv", "away.csv", "circle.csv"]
    package = site.serve("/datapackage.json", descriptor(*({"path": name} for name in names)))
    found = {f.file.rpartition("/")[2]: (f.rule, f.message) for f in findings(package, remote=True)}
    assert {name: rule for name, (rule, _) in found.items()} == {
        "t.csv": "type",
        **dict.fromkeys(names[1:], "missing_file"),
    }
    for name, words in {
        "none": "404",
        "cut": "breaks off",
        "away": "not a web address",
        "circle": "circle",
    }.items():
        assert words in found[f"{name}.csv"][1]


def test_a_schema_that_cannot_be_fetched_is_told_with_its_place(site):
    package = site.serve("/datapackage.json", descriptor({"path": "t.csv", "schema": "s.json"}))
    with pytest.raises(DescriptorError, match=r"/resources/0/schema: .*404"):
        findings(package, remote=True)


def test_a_descriptor_that_cannot_be_fetched_or_is_none(site):
    with pytest.raises(SourceError, match="404"):
        open_package(site.address + "/datapackage.json", remote=True)
    page = site.serve("/page.json", b"<html>")
    with pytest.raises(DescriptorError, match="not valid JSON"):
        findings(page, remote=True)


def test_size_and_time_have_limits(tmp_path, site, monkeypatch):
    small = replace(fetching.LIMITS, size_bytes=200_000, total_seconds=0.3, silence_seconds=0.3)
    monkeypatch.setattr(fetching, "LIMITS", small)
    monkeypatch.setattr(Remote, "__init__", _limited(small))
    large = site.serve("/large.csv", b"x" * 300_000)
    unsaid = site.serve("/unsaid.csv", b"x" * 300_000, Content_Length="", Connection="close")
    slow, never = site.drip("/slow.csv", 0.02), site.never("/never.csv")
    for address, why in {
        large: "larger",
        unsaid: "larger",
        slow: "was not there",
        never: "no answer",
    }.items():
        root = write(tmp_path / address.rpartition("/")[2], {}, {"path": address})
        (found,) = findings(root, remote=True)
        assert found.rule == "missing_file"
        assert why in found.message


def _limited(limits: Limits):
    original = Remote.__init__

    def init(self, home: str = "") -> None:
        original(self, home, limits)

    return init


def test_what_is_hashed_is_what_was_fetched(site):
    content = gzip.compress(TABLE)
    site.serve("/t.csv.gz", content, Content_Encoding="gzip")
    package = site.serve("/datapackage.json", descriptor({"path": "t.csv.gz", "bytes": len(content)}))
    assert errors(package, remote=True) == [(site.address + "/t.csv.gz", *BAD)]
