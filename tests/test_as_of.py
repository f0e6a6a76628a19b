"""What the package said in a version, and the compilations on a day: in Python and on the site."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

import wartally
from tests.site_server import Browser
from tests.test_releases import (
    DAY,
    add_ten_actors,
    commit,
    correct_a_note,
    first_release,
    git,
    rename_a_label,
)
from wartally.cli import run
from wartally.errors import BadArgument
from wartally.package import Package, open_package
from wartally.site.files import queries
from wartally.sqlite.build import fill
from wartally.verify import verify
from wartally.versions.carrying import carry_out
from wartally.versions.past import readings_on, table_as_of
from wartally.versions.read import read_version
from wartally.versions.recipe import level_of
from wartally.versions.release import CHANGELOG, plan_release
from wartally.versions.sums import SUMS, parse_sums

SERIES = "general_staff_ua"


@pytest.fixture(scope="module")
def twice(master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package released twice: then with a corrected cell, ten new rows, a renamed label; never write it."""
    home = first_release(Path(shutil.copytree(master, tmp_path_factory.mktemp("twice") / "package")))
    for change in (correct_a_note, add_ten_actors, rename_a_label):
        change(home)
    commit(home)
    package = open_package(home)
    plan = plan_release(package, "1.1.0", DAY)
    assert level_of(plan.reasons) == "minor"
    carry_out(package, plan)
    return home


def packed(root: Path, version: str) -> dict[str, bytes]:
    """The files in the zip of a release."""
    with zipfile.ZipFile(
        root / "build" / "releases" / f"wartally-{version}" / f"wartally-{version}.zip"
    ) as z:
        return {name: z.read(name) for name in z.namelist()}


def test_two_releases_agree_in_all_that_tells_of_them(twice, capsys, tmp_path):
    package = open_package(twice)
    assert package.version == "1.1.0"
    assert package.descriptor["created"] == "2026-12-01T00:00:00Z"
    assert [row["version"] for row in package.rows("releases")] == ["1.0.0", "1.1.0"]
    changes = [(r["table"], r["op"], r["column"]) for r in package.rows("changes")]
    assert sorted(changes) == [("actors", "added", "*")] * 10 + [("places", "changed", "note")]
    changelog = (twice / CHANGELOG).read_text(encoding="utf-8")
    section = changelog[changelog.index("## [1.1.0]") : changelog.index("## [1.0.0]")]
    for said in ("actors: 10 rows added", "places: 1 row changed", "schemas/places.yaml: title"):
        assert said in section
    assert run(["--package", str(twice), "diff", "v1.0.0", "v1.1.0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    tables = {t["table"]: t for t in told["tables"]}
    assert [len(tables["actors"]["added"]), len(tables["places"]["changed"])] == [10, 1]
    assert [f["name"] for f in told["files"]] == ["schemas/places.yaml"]
    for place in (twice, twice / "build" / "releases" / "wartally-1.1.0"):
        assert verify(str(place)).valid
    assert verify("v1.0.0", repository=twice).valid
    checkout = tmp_path / "first"
    git(tmp_path, "clone", "-q", "-b", "v1.0.0", str(twice), str(checkout))
    (tmp_path / "d.json").write_text(json.dumps(told), encoding="utf-8")
    assert run(["--package", str(checkout), "apply", str(tmp_path / "d.json")]) == 0
    assert read_version(str(checkout), checkout) == read_version("v1.1.0", twice)
    for name, content in packed(twice, "1.1.0").items():
        if name.startswith(("data/", "schemas/", "validators/", "datapackage")):
            assert (checkout / name).read_bytes() == content, name


def test_every_table_of_every_release_is_had_back_byte_for_byte(twice):
    package = open_package(twice)
    seen = 0
    for version in ("1.0.0", "1.1.0"):
        shipped = packed(twice, version)
        sums = parse_sums(shipped[SUMS])
        assert sums.about == f"wartally {version}"
        described = {r["path"]: r["hash"] for r in json.loads(shipped["datapackage.json"])["resources"]}
        for name, table in package.tables.items():
            content = table_as_of(package, name, version)
            digest = hashlib.sha256(content).hexdigest()
            assert content == shipped[table.file], (version, name)
            assert digest == sums.files[table.file]
            assert f"sha256:{digest}" == described[table.file]
            seen += 1
    assert seen == 2 * len(package.tables) > 40


def test_a_table_changed_since_the_release_is_not_passed_off_as_released(twice, tmp_path):
    twice = Path(shutil.copytree(twice, tmp_path / "copy"))
    places = twice / "data" / "places.csv"
    places.write_bytes(places.read_bytes().replace(b"seen again", b"seen anew"))
    for version in ("1.0.0", "1.1.0"):
        with pytest.raises(BadArgument, match=r"data/places\.csv: has changed since 1\.1\.0"):
            wartally.load("places", twice, as_of=version)
    assert wartally.load("actors", twice, as_of="1.0.0").height == wartally.load("actors", twice).height - 10
    (twice / SUMS).write_bytes(b"# nothing\n")
    with pytest.raises(BadArgument, match="cannot be relied on"):
        wartally.load("actors", twice, as_of="1.0.0")
    (twice / SUMS).unlink()
    with pytest.raises(BadArgument, match="is not as the release left it"):
        wartally.load("places", twice, as_of="1.0.0")


# ---- the site


@pytest.fixture(scope="module")
def site(twice: Path, tmp_path_factory: pytest.TempPathFactory):
    opened = Browser(open_package(twice), tmp_path_factory.mktemp("as_of_site"))
    yield opened
    opened.close()


def test_the_site_gives_tables_as_they_were(site, twice):
    for name in ("actors", "places", "losses", "releases"):
        shipped = packed(twice, "1.0.0")[f"data/{name}.csv"]
        answer = site.get(f"/data/{name}.csv?as_of=1.0.0")
        assert (answer.status_code, answer.content) == (200, shipped)
        led = site.get(f"/wartally/{name}.csv?_as_of=1.0.0")
        assert (led.status_code, led.headers["location"]) == (302, f"/data/{name}.csv?as_of=1.0.0")
        told = site.get(f"/as_of.json?table={name}&version=1.0.0").json()
        assert told["sha256"] == hashlib.sha256(shipped).hexdigest()
        rows = list(csv.DictReader(io.StringIO(shipped.decode("utf-8"))))
        assert (told["count"], told["rows"]) == (len(rows), rows[:1000])
    now = site.get("/as_of.json?table=actors&version=1.1.0").json()
    then = site.get("/as_of.json?table=actors&version=1.0.0").json()
    assert (now["count"] - then["count"], then["since"], now["since"]) == (10, 10, 0)
    assert site.get("/uk/wartally/actors.json?_as_of=1.0.0").headers["location"].startswith("/uk/as_of.json?")
    ukrainian = site.get("/uk/as_of?table=actors&version=1.0.0")
    assert "версія 1.0.0" in ukrainian.text
    assert "/data/actors.csv?as_of=1.0.0" in ukrainian.text
    assert "/as_of?table=losses&amp;version=1.1.0" in site.get("/changes/1.1.0").text
    assert site.get("/changes/1.1.0.json").json()["counted"] == [
        {"version": "1.1.0", "table": "actors", "op": "added", "changes": 10},
        {"version": "1.1.0", "table": "places", "op": "changed", "changes": 1},
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/as_of?table=actors&version=9.9.9", 404),
        ("/as_of?table=nothing&version=1.0.0", 404),
        ("/as_of?table=%00&version=../x", 404),
        ("/as_of.json?table=actors&version=1.0.0&start=-1", 400),
        ("/as_of.json?table=actors&version=1.0.0&start=999999999", 200),
        ("/as_of?version=1.0.0", 404),
        ("/data/actors.csv?as_of=9.9.9", 404),
        ("/data/nothing.csv?as_of=1.0.0", 404),
        ("/wartally/actors?_as_of=", 200),
        ("/wartally/actors.csv?_as_of=%0d%0aSet-Cookie:x", 302),
    ],
)
def test_odd_versions_and_tables_are_answered(site, path, status):
    answer = site.get(path)
    assert answer.status_code == status
    assert "set-cookie" not in answer.headers


# ---- compilations on a day


@pytest.fixture(scope="module")
def database(real_package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("as_of") / "wartally.db"
    fill(real_package, file, "for the tests")
    return file


@pytest.mark.parametrize("day", ["2022-02-25", "2022-04-22", "2023-01-01", "2024-07-01", "2030-01-01"])
def test_the_query_says_what_the_compilations_said_on_a_day(real_package, database, day):
    readings, rewrites = real_package.rows("readings"), real_package.rows("rewrites")
    query = queries()["readings_on"]
    asked = {"transcription": "petroivaniuk", "on": day, "category": ""}
    with closing(sqlite3.connect(database)) as db:
        db.row_factory = sqlite3.Row
        found = [dict(row) for row in db.execute(query.query, asked)]
    key = ("series_id", "report_date", "category_id")
    told = {tuple(row[k] for k in key): row["cumulative"] for row in found}
    wanted = {
        (r["series_id"], r["report_date"].isoformat(), r["category_id"]): r["cumulative"]
        for r in readings_on(readings, rewrites, date.fromisoformat(day))
        if r["transcription_id"] == "petroivaniuk"
    }
    assert len(found) == len(told) > 5
    assert told == wanted
    assert all((row["cumulative"] != row["cumulative_today"]) <= bool(row["rewritten_on"]) for row in found)
