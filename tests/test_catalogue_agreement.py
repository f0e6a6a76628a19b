"""All catalogue records say the same, what the descriptor says; and they follow it when it changes."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests import catalogue_checks as checks
from tests.catalogue_checks import CHECKS, QUIET
from tests.catalogue_readers import READERS, Told
from tests.workbench import ROOT, TODAY
from wartally.catalogue import Distribution, schema_org, subject_of
from wartally.catalogue.registry import RECORDS
from wartally.catalogue.write import records, write_catalogue
from wartally.cli import run
from wartally.errors import BadArgument, DataError, DescriptorError
from wartally.export import FORMATS, export, formats_for
from wartally.package import DESCRIPTOR, Package, open_package
from wartally.store import sync

pytestmark = [pytest.mark.filterwarnings(message) for message in QUIET]
SITE = "https://package.invalid/"


def _expected(package: Package) -> Told:
    """What every record has to say, read from datapackage.json and the files alone."""
    raw = json.loads((package.root / DESCRIPTOR).read_text(encoding="utf-8"))
    hashes = {}
    for resource in raw["resources"]:
        content = (package.root / resource["path"]).read_bytes()
        hashes[resource["name"]] = hashlib.sha256(content).hexdigest()
    columns = {(r["name"], field["name"]) for r in raw["resources"] for field in r["schema"]["fields"]}
    licences = {licence["path"] for licence in raw["licenses"]}
    return Told(raw["title"], raw["title@uk"], raw["version"], licences, set(hashes), columns, hashes)


def _told(folder: Path) -> dict[str, Told]:
    assert set(READERS) == set(RECORDS)
    return {name: read(folder) for name, read in READERS.items()}


@pytest.mark.parametrize("which", ["real", "small"])
def test_all_records_agree_with_the_descriptor(which, master, tmp_path):
    package = open_package(ROOT if which == "real" else master)
    write_catalogue(package, tmp_path)
    expected = _expected(package)
    names = {x["name"]: x["path"] for x in package.descriptor["licenses"]}
    compared = dict.fromkeys((f.name for f in fields(Told)), 0)
    for record, told in _told(tmp_path).items():
        if told.licences is not None:
            told.licences = {names.get(licence, licence) for licence in told.licences}
        for field in compared:
            said = getattr(told, field)
            if said is None:
                continue
            wanted = getattr(expected, field)
            if record == "hxl":
                tagged = {table for table, _ in said}
                wanted = {pair for pair in wanted if pair[0] in tagged}
                assert "losses" in tagged
            assert said == wanted, (record, field)
            compared[field] += 1
    assert compared == {
        "title": 9, "title_uk": 7, "version": 9, "licences": 9, "tables": 7, "columns": 6, "hashes": 7,
    }  # fmt: skip


def _change(folder: Path, **header: Any) -> None:
    file = folder / DESCRIPTOR
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | header), encoding="utf-8")
    sync(open_package(folder))


def test_a_changed_title_changes_every_record(folder, tmp_path):
    before = records(open_package(folder))
    _change(folder, title="Another title", version="7.8.9")
    write_catalogue(open_package(folder), tmp_path / "out")
    after = records(open_package(folder))
    same = {file for file in before if before[file] == after[file]}
    assert same == {file for file in before if file.startswith("hxl/")}
    told = {name: (t.title, t.version) for name, t in _told(tmp_path / "out").items() if name != "hxl"}
    assert set(told.values()) == {("Another title", "7.8.9")}
    assert len(told) == 9


def test_sync_keeps_the_citation_file_in_step(folder, capsys):
    shutil.copy(ROOT / "CITATION.cff", folder)
    arguments = ["--package", str(folder), "sync"]
    assert run(arguments) == 0
    assert run([*arguments, "--check"]) == 0
    _change(folder, title="Another title")
    capsys.readouterr()
    assert run([*arguments, "--check"]) == 1
    assert capsys.readouterr().out == "CITATION.cff: would change\n"
    assert run(arguments) == 0
    assert "title: Another title\n" in (folder / "CITATION.cff").read_text(encoding="utf-8")
    assert run([*arguments, "--check"]) == 0


def test_a_package_without_a_citation_file_gets_none(folder):
    assert run(["--package", str(folder), "sync"]) == 0
    assert not (folder / "CITATION.cff").exists()


def test_the_citation_file_of_the_repository_is_the_record(real_package):
    assert (ROOT / "CITATION.cff").read_bytes() == records(real_package)["CITATION.cff"]


def test_records_are_the_same_bytes_each_time(folder, tmp_path):
    first = records(open_package(folder))
    elsewhere = Path(shutil.copytree(folder, tmp_path / "elsewhere"))
    assert len(first) >= 16
    assert records(open_package(elsewhere)) == first
    changed = write_catalogue(open_package(folder), tmp_path / "out")
    assert set(first) < set(changed)
    assert write_catalogue(open_package(elsewhere), tmp_path / "out") == []


def test_the_coverage_is_that_of_the_reports(real_package):
    found = subject_of(real_package).coverage
    last = max(row["report_date"] for row in real_package.rows("losses"))
    assert real_package.descriptor["temporal"] == {"start": str(found.first)}
    assert found.last == last
    assert found.box is not None
    west, south, east, north = found.box
    assert 22 < west < east < 60
    assert 44 < south < north < 60


def test_sources_are_credited_under_their_own_licences(real_package):
    record = schema_org(real_package)
    sources = {row["url"]: row for row in real_package.rows("sources")}
    assert len(record["citation"]) >= 10
    for work in record["citation"]:
        source = sources[work["url"]]
        assert work["creditText"] == source["attribution"]
        assert work["license"] == f"https://spdx.org/licenses/{source['licence']}.html"
    licences = {sources[work["url"]]["licence"] for work in record["citation"]}
    assert licences == {"MIT", "CC-BY-4.0"}
    lent = len(record["citation"])
    quoted = sum(1 for row in sources.values() if row["redistributable"]) - lent
    assert f"({lent} of them)" in record["usageInfo"]["text"]
    assert f"({quoted} of them) only facts are quoted" in record["usageInfo"]["text"]


def test_a_page_gets_a_short_record_with_absolute_addresses(small_package):
    extra = Distribution("files/losses.parquet", "application/vnd.apache.parquet", 10, "0" * 64, "Parquet")
    record = schema_org(small_package, SITE, [extra], brief=True)
    assert record["@id"] == record["url"] == SITE
    addresses = [file["contentUrl"] for file in record["distribution"]]
    assert all(address.startswith(SITE) for address in addresses)
    assert addresses[-1] == f"{SITE}files/losses.parquet"
    whole = schema_org(small_package, SITE)["variableMeasured"]
    assert 10 < len(record["variableMeasured"]) < len(whole)
    assert {"losses.cumulative"} <= {v["name"] for v in whole}


def test_the_home_page_of_the_descriptor_is_the_site(folder):
    _change(folder, homepage="https://package.invalid/home")
    package = open_package(folder)
    assert schema_org(package)["url"] == "https://package.invalid/home/"
    assert schema_org(package, SITE)["url"] == SITE


def test_a_doi_is_given_only_where_there_is_one(folder):
    assert "doi" not in json.loads(records(open_package(folder))["datacite.json"])
    _change(folder, id="https://doi.org/10.1234/example")
    assert json.loads(records(open_package(folder))["datacite.json"])["doi"] == "10.1234/example"


def test_nobody_is_called_what_the_descriptor_does_not_say(real_package):
    record = json.loads(records(real_package)["datacite.json"])
    kinds = {person["name"]: person["contributorType"] for person in record["contributors"]}
    assert kinds["General Staff of the Armed Forces of Ukraine"] == "Other"
    assert kinds["Petro Ivaniuk"] == "DataCollector"
    assert not any("nameType" in person for person in [*record["creators"], *record["contributors"]])


@pytest.mark.parametrize("key", ["title", "version", "licenses", "created", "contributors"])
def test_a_descriptor_that_says_too_little_is_told(key, folder):
    _change(folder, **{key: ""})
    with pytest.raises(DescriptorError, match=rf"datapackage\.json: .*\b{key}\b"):
        records(open_package(folder))


@pytest.mark.parametrize(
    ("key", "said", "needed"),
    [
        ("created", "yesterday", "a date as created"),
        ("contributors", ["Somebody"], "a contributor with a title"),
        ("contributors", [{"email": "somebody@example.org"}], "a contributor with a title"),
        ("licenses", ["CC0-1.0"], "licences with a name or a path"),
        ("licenses", [{"title": "Some licence"}], "licences with a name or a path"),
    ],
)
def test_a_descriptor_that_says_it_in_another_shape_is_told(key, said, needed, folder):
    _change(folder, **{key: said})
    with pytest.raises(DescriptorError, match=f"a catalogue record needs {needed}"):
        records(open_package(folder))
    left = {entry.name for entry in FORMATS.values()} - {
        entry.name for entry in formats_for(open_package(folder), ["all"])
    }
    assert left == {"catalogue"}


def test_what_a_descriptor_says_in_a_shape_of_its_own_is_left_out(folder):
    _change(folder, keywords="losses", spatial="Europe", temporal={"start": "2022"})
    record = json.loads(records(open_package(folder))["schema-org.jsonld"])
    assert record["keywords"] == []
    assert "name" not in record.get("spatialCoverage", {})
    assert "/" in record["temporalCoverage"]


def test_a_contributor_without_a_title_goes_by_the_other_names_of_the_standard(folder):
    person = {"givenName": "Ivan", "familyName": "Example", "roles": ["author"]}
    _change(folder, contributors=[person, {"organization": "Example house", "roles": ["publisher"]}])
    made = records(open_package(folder))
    assert json.loads(made["datacite.json"])["creators"][0]["name"] == "Ivan Example"
    assert json.loads(made["datacite.json"])["publisher"] == {"name": "Example house"}
    told = json.loads(made["datapackage.v1.json"])["contributors"]
    assert [(c["title"], c["role"]) for c in told] == [
        ("Ivan Example", "author"),
        ("Example house", "publisher"),
    ]


def test_the_catalogue_is_a_format_of_export(folder, tmp_path):
    package = open_package(folder)
    manifest = export(package, "catalogue", tmp_path / "exports", today=TODAY)
    write_catalogue(package, tmp_path / "catalogue")
    wanted = {
        f"catalogue/{file.relative_to(tmp_path / 'catalogue').as_posix()}": file.read_bytes()
        for file in (tmp_path / "catalogue").rglob("*")
        if file.is_file()
    }
    assert {file.path for file in manifest.files} == set(wanted)
    assert all((tmp_path / "exports" / path).read_bytes() == wanted[path] for path in wanted)
    assert len(wanted) > 40


def test_export_takes_the_address_of_the_site(folder, tmp_path, capsys):
    arguments = ["--package", str(folder), "export", "catalogue", "-o", str(tmp_path / "out"), "--base-url"]
    assert run([*arguments, SITE]) == 0
    record = json.loads((tmp_path / "out" / "catalogue" / "schema-org.jsonld").read_text(encoding="utf-8"))
    assert record["url"] == SITE
    assert run([*arguments, "ftp://package.invalid"]) == 2
    assert "'ftp://package.invalid', not one that begins with https://" in capsys.readouterr().err


def test_a_package_that_says_too_little_is_exported_without_a_catalogue(folder, tmp_path):
    _change(folder, version="")
    package = open_package(folder)
    assert "catalogue" not in {entry.name for entry in formats_for(package, ["all"])}
    with pytest.raises(BadArgument, match="as catalogue: it would need version in its descriptor"):
        export(package, "catalogue", tmp_path, today=TODAY)


def test_a_file_that_the_descriptor_does_not_describe_is_refused(folder):
    file = folder / "data" / "series.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(DataError, match=r"data/series\.csv: .*run `wartally sync`"):
        records(open_package(folder))


def test_a_package_that_is_not_ours_has_records_too(tmp_path):
    (tmp_path / "towns.csv").write_text("town,people\nA,-\nB,2\n", encoding="utf-8")
    fields = [{"name": "town", "type": "string"}, {"name": "people", "type": "integer"}]
    resource = {
        "name": "towns",
        "path": "towns.csv",
        "schema": {"fields": fields, "missingValues": ["-"]},
    }
    header = {
        "name": "towns",
        "title": "Towns",
        "description": "Some towns and how many people live in each of them, made up.",
        "version": "1.0.0",
        "created": "2026-01-02",
        "licenses": [{"name": "CC0-1.0"}],
        "contributors": [{"title": "Somebody"}],
    }
    (tmp_path / DESCRIPTOR).write_text(json.dumps(header | {"resources": [resource]}), encoding="utf-8")
    package = open_package(tmp_path)
    write_catalogue(package, tmp_path / "out")
    told = {name: READERS[name](tmp_path / "out") for name in ("ro_crate", "datacite")}
    digest = hashlib.sha256((tmp_path / "towns.csv").read_bytes()).hexdigest()
    assert told["ro_crate"].hashes == {"towns": digest}
    assert told["datacite"].licences == {"https://spdx.org/licenses/CC0-1.0.html"}
    for name in ("dcat", "croissant", "csvw", "datacite", "data_package_v1"):
        assert CHECKS[name](tmp_path / "out") == [], name
    assert checks.dcat_warnings(tmp_path / "out") >= {"temporal", "spatial", "keyword", "theme"}
