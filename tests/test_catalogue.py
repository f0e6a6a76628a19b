"""Each catalogue record passes its standard's own validator, and a broken one does not."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from rdflib import Graph
from rdflib.compare import isomorphic

from tests import catalogue_checks as checks
from tests.catalogue_checks import BASE, CHECKS, QUIET, graph
from tests.workbench import ROOT
from wartally.catalogue.write import write_catalogue
from wartally.package import open_package

pytestmark = [pytest.mark.filterwarnings(message) for message in QUIET]
FILES = {
    "schema_org": "schema-org.jsonld",
    "dcat": "dcat-ap.ttl",
    "croissant": "croissant.json",
    "csvw": "csvw-metadata.json",
    "ro_crate": "ro-crate-metadata.json",
    "citation": "CITATION.cff",
    "datacite": "datacite.json",
    "hxl": "hxl/losses.csv",
    "data_package_v1": "datapackage.v1.json",
}
needs_cffconvert = pytest.mark.skipif(
    not checks.CFFCONVERT.is_file() and os.environ.get("WARTALLY_REQUIRE_ALL") != "1",
    reason="cffconvert is not there; `make citation` installs it",
)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: socket.socket, address: Any) -> None:
        raise AssertionError(f"somebody wanted to connect to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of the whole package, with its tables; read only."""
    target = tmp_path_factory.mktemp("real")
    assert len(write_catalogue(open_package(ROOT), target)) > 40
    return target


@pytest.fixture(scope="module")
def small(master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of the small package, with its tables; read only."""
    target = tmp_path_factory.mktemp("small")
    write_catalogue(open_package(master), target)
    return target


@pytest.fixture
def broken(small: Path, tmp_path: Path) -> Path:
    """A copy for a test to break."""
    return Path(shutil.copytree(small, tmp_path / "broken"))


def _check(name: str, folder: Path, tmp_path: Path) -> list[str]:
    if name == "ro_crate":
        return checks.ro_crate(folder, tmp_path / "cache")
    return checks.citation(folder) if name == "citation" else CHECKS[name](folder)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=needs_cffconvert) if n == "citation" else n for n in FILES]
)
def test_a_record_of_the_small_package_passes_its_validator(name, small, tmp_path):
    assert (small / FILES[name]).is_file()
    assert _check(name, small, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=needs_cffconvert) if n == "citation" else n for n in FILES]
)
def test_a_record_of_the_whole_package_passes_its_validator(name, real, tmp_path):
    assert _check(name, real, tmp_path) == []


def _edited(file: Path, edit: Callable[[Any], Any]) -> None:
    """Write a JSON or YAML record anew after an edit."""
    read = yaml.safe_load if file.suffix == ".cff" else json.loads
    document = read(file.read_text(encoding="utf-8"))
    edit(document)
    write = yaml.safe_dump if file.suffix == ".cff" else json.dumps
    file.write_text(write(document), encoding="utf-8")


def _field(record: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    """A field of a Croissant record."""
    found = next(s for s in record["recordSet"] if s["name"] == table)
    return next(f for f in found["field"] if f["name"] == name)


def _column(record: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    """A column of a CSVW record."""
    found = next(t for t in record["tables"] if t["url"] == f"data/{table}.csv")
    return next(c for c in found["tableSchema"]["columns"] if c["name"] == name)


def _v1_field(record: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    found = next(r for r in record["resources"] if r["name"] == table)
    return next(f for f in found["schema"]["fields"] if f["name"] == name)


def _add_to_crate(record: dict[str, Any], path: str) -> None:
    record["@graph"].append({"@id": path, "@type": "File", "name": "A file that is not there"})
    record["@graph"][1]["hasPart"].append({"@id": path})


_NOWHERE = {"fileObject": {"@id": "nothing.csv"}}
_NUMBERS = {"type": "integer", "example": 1, "constraints": {}}
BREAKS: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("schema_org", "license", lambda r: r.pop("license")),
    ("schema_org", "sha256", lambda r: r["distribution"][3].update(sha256="00")),
    ("schema_org", "colour", lambda r: r.update(colour="blue")),
    ("schema_org", "temporalCoverage", lambda r: r.update(temporalCoverage="since 2022")),
    ("croissant", "nothing", lambda r: _field(r, "losses", "change")["source"].update(_NOWHERE)),
    ("croissant", "sha256", lambda r: r["distribution"][0].pop("sha256")),
    ("croissant", "MAJOR.MINOR", lambda r: r.update(version="the first")),
    ("csvw", "invalid lexical value", lambda r: _column(r, "losses", "basis").update(datatype="integer")),
    ("csvw", "column", lambda r: _column(r, "events", "status").update(name="state", titles="state")),
    ("ro_crate", "datePublished", lambda r: r["@graph"][1].pop("datePublished")),
    ("ro_crate", "nothing.csv", lambda r: _add_to_crate(r, "data/nothing.csv")),
    ("datacite", "creators", lambda r: r.pop("creators")),
    ("datacite", "'Datas'", lambda r: r["types"].update(resourceTypeGeneral="Datas")),
    ("data_package_v1", "type-error", lambda r: _v1_field(r, "losses", "basis").update(_NUMBERS)),
    ("data_package_v1", "hash", lambda r: r["resources"][0].update(hash="sha256:" + "0" * 64)),
    ("data_package_v1", "categories", lambda r: _v1_field(r, "losses", "basis").update(categories=["a"])),
    pytest.param("citation", "title", lambda r: r.pop("title"), marks=needs_cffconvert),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("name", "told", "edit"), BREAKS)
def test_a_broken_record_is_found_out(name, told, edit, broken, tmp_path):
    _edited(broken / FILES[name], edit)
    found = _check(name, broken, tmp_path)
    assert any(told in what for what in found), found


@pytest.mark.parametrize(
    ("told", "pattern"),
    [
        ("title", r" *dct:title .*\n"),
        ("accessURL", r" *dcat:accessURL .*\n"),
        ("checksumValue", r" *spdx:checksumValue .*\n"),
        ("byteSize", r"\^\^xsd:nonNegativeInteger"),
        ("theme", r"(?<=data-theme/)INTR"),
    ],
)
def test_a_broken_dcat_record_is_found_out(told, pattern, broken):
    file = broken / FILES["dcat"]
    text, times = re.subn(pattern, "", file.read_text(encoding="utf-8"))
    assert times > 0
    file.write_text(text, encoding="utf-8")
    assert told in CHECKS["dcat"](broken)


@pytest.mark.parametrize(
    ("told", "before", "after"),
    [
        ("losses.csv", "#", ""),
        ("HXL", "#date+reported", "#indicator+num"),
    ],
)
def test_a_broken_hxl_table_is_found_out(told, before, after, broken):
    file = broken / FILES["hxl"]
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    found = CHECKS["hxl"](broken)
    assert found
    assert told == "HXL" or any(told in what for what in found)


def test_dcat_does_without_what_only_a_site_gives(small, folder, tmp_path):
    assert checks.dcat_warnings(small) == {"contactPoint", "homepage"}
    write_catalogue(open_package(folder), tmp_path / "site", base_url="https://package.invalid/tally")
    assert checks.dcat_warnings(tmp_path / "site") == set()
    assert CHECKS["dcat"](tmp_path / "site") == []


def test_dcat_says_the_same_in_both_its_forms(real):
    turtle, json_ld = graph(real / "dcat-ap.ttl"), graph(real / "dcat-ap.jsonld")
    assert len(turtle) > 400
    assert isomorphic(turtle, json_ld)


def _plain(value: Any) -> Any:
    """A value as the loaders give it, as the package has it."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value.date() if isinstance(value, datetime) else value


def _rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return open_package(folder).rows(table)


def test_mlcroissant_loads_every_table_with_its_values(small, master):
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=small / "croissant.json")
    tables = open_package(master).tables
    assert len(tables) >= 22
    seen = 0
    for name in tables:
        loaded = [
            {key.partition("/")[2]: _plain(value) for key, value in record.items()}
            for record in dataset.records(name)
        ]
        assert loaded == _rows(master, name), name
        seen += len(loaded)
    assert seen > 1000


def test_mlcroissant_loads_the_first_records_of_the_whole_package(real):
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=real / "croissant.json")
    first = next(iter(dataset.records("losses")))
    assert _plain(first["losses/report_date"]) == date(2022, 2, 25)
    assert _plain(first["losses/series_id"]) == "general_staff_ua"
    assert isinstance(first["losses/cumulative"], int)


def _read_by_csvw(folder: Path, most: int | None = None) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    import csvw

    group = csvw.TableGroup.from_file(folder / "csvw-metadata.json")
    for table in group.tables:
        rows = [{k: _plain(v) for k, v in row.items()} for row in itertools.islice(table, most)]
        yield Path(str(table.url)).stem, rows


@pytest.mark.parametrize(("which", "most"), [("small", None), ("real", 200)])
def test_csvw_reads_every_table_with_its_values_and_types(which, most, small, real, master):
    folder, package = (small, master) if which == "small" else (real, ROOT)
    seen = 0
    for name, rows in _read_by_csvw(folder, most):
        wanted = _rows(package, name)[:most]
        assert rows == wanted, name
        kinds = [{k: type(v) for k, v in row.items()} for row in rows]
        assert kinds == [{k: type(v) for k, v in row.items()} for row in wanted], name
        seen += len(rows)
    assert seen > 1000


def test_csvw_knows_keys_between_tables(broken):
    import csvw

    metadata = broken / "csvw-metadata.json"
    assert csvw.TableGroup.from_file(metadata).check_referential_integrity()
    file = broken / "data" / "estimates.csv"
    text = file.read_text(encoding="utf-8")
    claimant = _rows(broken, "estimates")[0]["claimant_id"]
    file.write_text(text.replace(f",{claimant},", ",nobody,", 1), encoding="utf-8")
    with pytest.raises(ValueError, match="nobody"):
        csvw.TableGroup.from_file(metadata).check_referential_integrity()


def test_libhxl_finds_the_figures_by_their_hashtags(real):
    import hxl

    data = hxl.data(io.BytesIO((real / "hxl" / "losses.csv").read_bytes()))
    wanted = data.with_rows("#item+category+id=personnel").with_rows("#meta+series+id=general_staff_ua")
    window = {row.get("#date+reported"): row.get("#indicator+cumulative") for row in wanted}
    assert int(window["2022-11-11"]) - int(window["2022-11-04"]) == 4560


def test_a_table_with_hashtags_has_one_for_every_column(real_package):
    tagged = {
        name: schema for name, schema in real_package.schemas.items() if any(f.hxl for f in schema.fields)
    }
    assert {"losses", "events", "estimates", "weekly_deaths", "places"} <= set(tagged)
    tags = [(name, f.name, f.hxl) for name, schema in tagged.items() for f in schema.fields]
    assert len(tags) >= 84
    assert [tag for tag in tags if not re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag[2])] == []
    assert all(len({f.hxl for f in s.fields}) == len(s.fields) for s in tagged.values())


def test_every_relative_address_in_the_crate_leads_to_a_file(small):
    nodes = json.loads((small / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    files = [node["@id"] for node in nodes if node["@type"] == "File"]
    assert len(files) >= 23
    assert [file for file in files if not (small / file).is_file()] == []


def test_turtle_survives_odd_text():
    from wartally.catalogue.turtle import render_turtle

    node = {
        "@id": "https://package.invalid/a b",
        "@type": ["dct:Thing"],
        "dct:title": {"@value": 'He said "no"\\\n\ttwice', "@language": "en"},
        "dct:part": [{"dct:title": "ї"}, {"@id": "#x"}, {"@value": "1", "@type": "dct:n"}],
    }
    text = render_turtle({"dct": "http://purl.org/dc/terms/"}, [node])
    found = Graph().parse(data=text, format="turtle", publicID=BASE)
    assert len(found) == 6
    assert any(str(o) == 'He said "no"\\\n\ttwice' for o in found.objects())
