"""Releases: what they refuse, what they write, and every earlier one had back byte for byte."""

from __future__ import annotations

import csv
import itertools
import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import wartally
from tests.test_versions import snapshots
from tests.workbench import ROOT
from wartally import store
from wartally.attribution import ATTRIBUTION
from wartally.cli import run
from wartally.errors import BadArgument, BuildFailed, WartallyError
from wartally.package import Package, open_package
from wartally.resting import resting, withheld
from wartally.versions.carrying import carry_out
from wartally.versions.compare import compare
from wartally.versions.history import recorded, undone
from wartally.versions.past import RECORDS, readings_on, table_as_of
from wartally.versions.recipe import check_version, level_of, reasons
from wartally.versions.release import CHANGELOG, plan_release
from wartally.versions.sums import SUMS, sha256_of

DAY = date(2026, 12, 1)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(snapshots(), snapshots())
def test_what_a_release_records_leads_back_to_the_one_before(old, new):
    difference = compare(old, new)
    rows = recorded(difference, "2.0.0", {}, {})
    for name in {*old.tables, *new.tables}:
        table = undone(new.tables.get(name), [row for row in rows if row["table"] == name], name)
        if name not in old.tables:
            assert table is None
            continue
        assert table is not None
        assert (table.columns, table.key) == (old.tables[name].columns, old.tables[name].key)
        assert sorted(table.rows.values()) == sorted(old.tables[name].rows.values())


# ---- a package in a repository of its own


@pytest.fixture
def home(folder: Path) -> Path:
    """The small package as it was first released, committed and tagged."""
    return first_release(folder)


def unreleased(folder: Path) -> Path:
    """The small package in a repository of its own, committed, with nothing released yet."""
    for name in ("changes", "releases"):
        header = (folder / "data" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / "data" / f"{name}.csv").write_text(header + "\n", encoding="utf-8")
    (folder / CHANGELOG).write_text("## [0.0.1] - 2020-01-01\n\n### Data\n\n- By hand.\n", encoding="utf-8")
    (folder / ".gitignore").write_text("/build/\n", encoding="utf-8")
    store.sync(open_package(folder))
    git(folder, "init", "-q")
    git(folder, "config", "user.name", "A")
    git(folder, "config", "user.email", "a@example.org")
    commit(folder)
    return folder


def first_release(folder: Path) -> Path:
    """The small package as it was first released, committed and tagged."""
    package = open_package(unreleased(folder))
    carry_out(package, plan_release(package, "1.0.0", DAY))
    return folder


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def commit(root: Path) -> None:
    git(root, "add", ".")
    git(root, "commit", "-qm", "a step")


def rows_of(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rewrite(root: Path, name: str, rows: list[dict[str, str]]) -> None:
    with (root / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    package = open_package(root)
    store.format_tables(package)
    store.sync(package)


def correct_a_note(root: Path) -> None:
    places = rows_of(root, "places")
    places[0]["note"] = "seen again"
    rewrite(root, "places", places)


def add_ten_actors(root: Path) -> None:
    actors = rows_of(root, "actors")
    new = [
        {**actors[0], "actor_id": f"made_up_{n}", "name_en": f"Made up {n}", "name_uk": f"Вигадка {n}"}
        for n in range(10)
    ]
    rewrite(root, "actors", [*actors, *new])


def rename_a_label(root: Path) -> None:
    file = root / "schemas" / "places.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("title: Places", "title: Localities"), encoding="utf-8")
    store.sync(open_package(root))


def drop_a_column(root: Path) -> None:
    file = root / "schemas" / "places.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("  - name: note")
    file.write_text(text[:start] + text[text.index("primaryKey") :], encoding="utf-8")
    places = [{k: v for k, v in row.items() if k != "note"} for row in rows_of(root, "places")]
    rewrite(root, "places", places)


def shipped(package: Package) -> dict[str, bytes]:
    return {name: table.path.read_bytes() for name, table in package.tables.items() if name not in RECORDS}


def test_a_first_release_and_three_more_agree_and_lead_back(home):
    had = {"1.0.0": shipped(open_package(home))}
    steps = (
        ("1.0.1", (correct_a_note,)),
        ("1.1.0", (add_ten_actors, rename_a_label)),
        ("2.0.0", (drop_a_column,)),
    )
    for version, changes in steps:
        for change in changes:
            change(home)
        commit(home)
        package = open_package(home)
        plan = plan_release(package, version, DAY)
        carry_out(package, plan)
        had[version] = shipped(open_package(home))
        assert git(home, "status", "--porcelain") == ""
        assert git(home, "describe", "--tags").strip() == f"v{version}"
    package = open_package(home)
    assert package.version == "2.0.0"
    assert [row["version"] for row in package.rows("releases")] == ["1.0.0", "1.0.1", "1.1.0", "2.0.0"]
    by_version = {v: [r for r in package.rows("changes") if r["version"] == v] for v in had}
    assert [(r["table"], r["op"], r["column"]) for r in by_version["1.0.1"]] == [
        ("places", "changed", "note")
    ]
    assert [r["op"] for r in by_version["1.1.0"]] == ["added"] * 10
    assert {r["op"] for r in by_version["2.0.0"]} == {"structure", "changed"}
    for version, tables in had.items():
        assert len(tables) > 20
        for name, content in tables.items():
            assert table_as_of(package, name, version) == content, (version, name)
    changelog = (home / CHANGELOG).read_text(encoding="utf-8")
    heads = [line for line in changelog.splitlines() if line.startswith("## ")]
    assert [head.split("[")[1].split("]")[0] for head in heads] == [
        "2.0.0",
        "1.1.0",
        "1.0.1",
        "1.0.0",
        "0.0.1",
    ]
    assert "- actors: 10 rows added" in changelog
    assert "schemas/places.yaml: changed" in changelog


def test_tables_of_a_release_are_loaded_typed(home):
    correct_a_note(home)
    commit(home)
    package = open_package(home)
    carry_out(package, plan_release(package, "1.0.1", DAY))
    old, new = wartally.load("places", home, as_of="1.0.0"), wartally.load("places", home)
    assert old.columns == new.columns
    assert [was == now for was, now in zip(old["note"], new["note"], strict=True)].count(False) == 1
    assert wartally.load("releases", home, as_of="1.0.0").height == 1
    with pytest.raises(BadArgument, match=r"no release '1\.0\.2'.*1\.0\.1"):
        wartally.load("places", home, as_of="1.0.2")


@pytest.mark.parametrize(
    ("change", "version", "said"),
    [
        (correct_a_note, "1.0.0", "released already"),
        (correct_a_note, "1.0.2", r"the next version is 1\.0\.1 or 1\.1\.0 or 2\.0\.0|1\.0\.1"),
        (correct_a_note, "0.9.0", "cannot follow"),
        (add_ten_actors, "1.0.1", r"actors: 10 rows added, so the next version is 1\.1\.0 or 2\.0\.0"),
        (drop_a_column, "1.1.0", r"the next version is 2\.0\.0"),
        (lambda root: (root / "note.txt").write_text("x"), "1.0.1", "nothing changed"),
        (correct_a_note, "1.0", "is not a version"),
    ],
)
def test_a_version_that_does_not_fit_what_changed_is_refused(home, change, version, said):
    change(home)
    commit(home)
    with pytest.raises(BadArgument, match=said):
        plan_release(open_package(home), version, DAY)


def test_a_package_that_is_not_committed_canonical_or_valid_is_refused(home):
    correct_a_note(home)
    with pytest.raises(WartallyError, match="not committed"):
        plan_release(open_package(home), "1.0.1", DAY)
    file = home / "data" / "places.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    commit(home)
    with pytest.raises(WartallyError, match="canonical"):
        plan_release(open_package(home), "1.0.1", DAY)
    places = rows_of(home, "places")
    places[0]["latitude"] = "99"
    rewrite(home, "places", places)
    commit(home)
    with pytest.raises(BuildFailed, match="nothing is released"):
        plan_release(open_package(home), "1.0.1", DAY)


def test_the_command_shows_before_it_writes(home, capsys):
    correct_a_note(home)
    commit(home)
    before = git(home, "rev-parse", "HEAD")
    assert run(["--package", str(home), "release", "1.0.1", "--dry-run", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["follows"], len(shown["changes"])) == ("1.0.0", 1)
    assert git(home, "rev-parse", "HEAD") == before
    assert git(home, "status", "--porcelain") == ""
    arguments = [
        "release",
        "1.0.1",
        "--summary",
        "A note.",
        "--summary-uk",
        "Примітка.",
        "--date",
        "2026-12-02",
    ]
    assert run(["--package", str(home), *arguments]) == 0
    assert rows_of(home, "releases")[-1] == {
        "version": "1.0.1", "released_on": "2026-12-02", "summary": "A note.", "summary_uk": "Примітка.",
    }  # fmt: skip
    assert run(["--package", str(home), "release", "1.0.1"]) == 2
    assert "released already" in capsys.readouterr().err


def test_a_release_outside_a_repository_follows_a_folder(home, tmp_path):
    old = Path(shutil.copytree(home, tmp_path / "old", ignore=shutil.ignore_patterns(".git")))
    new = Path(shutil.copytree(old, tmp_path / "new"))
    correct_a_note(new)
    package = open_package(new)
    carry_out(package, plan_release(package, "1.0.1", DAY, since=str(old)))
    assert table_as_of(open_package(new), "places", "1.0.0") == (old / "data" / "places.csv").read_bytes()


def test_labels_are_words_and_codes_are_structure():
    old = {
        "t": {
            "fields": [
                {"name": "a", "type": "string", "title": "A", "categories": [{"value": "x", "label": "X"}]}
            ]
        }
    }
    words = json.loads(json.dumps(old).replace('"X"', '"Ex"').replace('"A"', '"Letter"'))
    codes = json.loads(json.dumps(old).replace('"x"', '"y"'))
    empty = compare(*[_nothing()] * 2)
    assert reasons(empty, old, words) == []
    assert level_of(reasons(empty, old, codes)) == "major"
    assert level_of(reasons(empty, old, {**old, "u": old["t"]})) == "minor"
    assert level_of(reasons(empty, old, {})) == "major"
    check_version("7.0.0", None, [])


def _nothing():
    from wartally.versions.snapshot import Snapshot

    return Snapshot({}, {}, {}, {})


def test_a_dry_run_shows_everything_and_writes_nothing(home, capsys):
    add_ten_actors(home)
    commit(home)
    files = {f: f.read_bytes() for f in home.rglob("*") if f.is_file() and ".git" not in f.parts}
    assert run(["--package", str(home), "release", "1.1.0", "--dry-run", "--date", "2026-12-02"]) == 0
    said = capsys.readouterr().out
    for part in ("1.1.0 follows 1.0.0: minor", "actors: 10 rows added", "## [1.1.0] - 2026-12-02",
                 "changes: 10 rows", "data/releases.csv", "wartally-1.1.0.zip", SUMS):  # fmt: skip
        assert part in said
    assert {f: f.read_bytes() for f in home.rglob("*") if f.is_file() and ".git" not in f.parts} == files
    shown = {
        line.split()[1]: line.split()[0] for line in said.splitlines() if re.match("  [0-9a-f]{64}  ", line)
    }
    assert (
        run(["--package", str(home), "release", "1.1.0", "--date", "2026-12-02", "-o", str(home / "build/x")])
        == 0
    )
    assert {
        name: sha256_of((home / name).read_bytes()) for name in ("CHANGELOG.md", "data/changes.csv")
    }.items() <= (shown.items())
    assert shown["wartally-1.1.0.zip"] == sha256_of((home / "build/x/wartally-1.1.0.zip").read_bytes())


def test_a_release_that_was_stopped_is_finished_by_the_same_command(home, monkeypatch, tmp_path):
    add_ten_actors(home)
    commit(home)

    def stopped(*_):
        raise KeyboardInterrupt

    package = open_package(home)
    plan = plan_release(package, "1.1.0", DAY)
    with monkeypatch.context() as patch:
        patch.setattr("wartally.versions.repository.commit", stopped)
        with pytest.raises(KeyboardInterrupt):
            carry_out(package, plan)
    assert "data/changes.csv" in git(home, "status", "--porcelain")
    again = plan_release(open_package(home), "1.1.0", date(2027, 1, 1))
    assert again.resumed
    assert again.release["released_on"] == DAY
    assert again.shipment == plan.shipment
    meanwhile = Path(shutil.copytree(home, tmp_path / "meanwhile"))
    correct_a_note(meanwhile)
    git(meanwhile, "commit", "-qam", "a note that the record does not know")
    with pytest.raises(WartallyError, match="not what `changes` says"):
        plan_release(open_package(meanwhile), "1.1.0", DAY)
    carry_out(open_package(home), again)
    assert git(home, "describe", "--tags").strip() == "v1.1.0"
    assert git(home, "status", "--porcelain", "--", "data/changes.csv", "data/releases.csv") == ""
    with pytest.raises(BadArgument, match="released already"):
        plan_release(open_package(home), "1.1.0", DAY)


def test_the_repository_is_what_its_first_release_gives(real_package):
    """The record of the first release is in the repository; the tag is what makes it one."""
    (release, *_) = real_package.rows("releases")
    assert release["version"] == "0.1.0"
    if real_package.version == "0.1.0":
        assert real_package.descriptor["created"] == f"{release['released_on']}T00:00:00Z"
        assert real_package.rows("changes") == []
    changelog = (ROOT / CHANGELOG).read_text(encoding="utf-8")
    assert f"## [0.1.0] - {release['released_on']}" in changelog
    credits = store.attribution(real_package)
    assert (ROOT / ATTRIBUTION).read_bytes() == credits, "run `wartally sync`"
    assert credits.count(b"\n| [") == len(real_package.rows("sources"))


# ---- rows that may not be passed on


def chains() -> list[tuple[str, str, set[str]]]:
    """Each column that names a source, by its table, and the tables whose rows rest on it through that."""
    return [
        *((table, "source_id", {table}) for table in
          ("adjudications", "corrections", "directions", "estimates", "sighting_totals", "sightings",
           "weekly_deaths")),
        ("estimates", "collection_id", {"estimates"}),
        ("event_sources", "source_id", {"event_sources", "events"}),
        ("press_claims", "source_id", {"press_claims", "press_checks"}),
        ("transcriptions", "source_id", {"transcriptions", "readings", "rewrites"}),
    ]  # fmt: skip


def test_every_column_that_names_a_source_is_among_them(real_package):
    naming = {
        (name, key.fields[0])
        for name, schema in real_package.schemas.items()
        for key in schema.foreign_keys
        if key.resource == "sources"
    }
    assert naming == {(table, column) for table, column, _ in chains()}
    tables = {name: real_package.rows(name) for name in real_package.tables}
    named = resting(real_package.schemas, tables)
    assert {*named} == {*itertools.chain.from_iterable(t for _, _, t in chains()), "event_losses"}
    assert all(all(rows) for rows in named.values()), "every row of these tables rests on a source"


def test_a_row_on_a_source_that_may_not_be_passed_on_is_not_released(workspace):
    schemas = workspace.schemas
    tables = {name: [dict(row) for row in rows] for name, rows in workspace.rows.items()}
    for row in tables["sources"]:
        row["redistributable"] = row["redistributable"] in (True, "true")
    assert withheld(schemas, tables) == []
    closed = {**tables["sources"][0], "source_id": "closed", "redistributable": False}
    assert withheld(schemas, {**tables, "sources": [*tables["sources"], closed]}) == []
    for table, column, resting_tables in chains():
        broken = [{**row} for row in tables[table]]
        given = next(row for row in broken if row[column])
        if table == "transcriptions":
            given = next(row for row in broken if row["transcription_id"] == "petroivaniuk")
        given[column] = "closed"
        found = withheld(schemas, {**tables, "sources": [*tables["sources"], closed], table: broken})
        assert {row.source_id for row in found} == {"closed"}
        assert {row.table for row in found} - {"event_losses"} == resting_tables, (table, column)
        key = ",".join(given[c] for c in schemas[table].primary_key)
        assert [row.key for row in found if row.table == table] == [key]


def test_the_gate_says_which_rows_and_nothing_is_written(home):
    sources = rows_of(home, "sources")
    used = rows_of(home, "estimates")[0]["source_id"]
    for row in sources:
        row["redistributable"] = "false" if row["source_id"] == used else row["redistributable"]
    (home / "validators" / "not_redistributable.sql").unlink()
    rewrite(home, "sources", sources)
    commit(home)
    with pytest.raises(BuildFailed, match=rf"estimates \d+ \(.*on {used}"):
        plan_release(open_package(home), "1.0.1", DAY)


# ---- compilations on a day


def test_compilations_are_as_they_were_on_a_day(real_package):
    readings, rewrites = real_package.rows("readings"), real_package.rows("rewrites")
    row = next(
        r for r in rewrites if r["report_date"] == date(2022, 4, 22) and r["category_id"] == "personnel"
    )
    key = ("transcription_id", "report_date", "category_id")

    def said(day: date) -> int | None:
        found = [r for r in readings_on(readings, rewrites, day) if all(r[k] == row[k] for k in key)]
        return found[0]["cumulative"] if found else None

    assert said(date(2022, 4, 22)) == row["value_before"]
    assert said(row["recorded_on"]) == row["value_after"]
    assert {r["report_date"] for r in readings_on(readings, rewrites, date(2022, 4, 22))} <= {
        r["report_date"] for r in readings if r["report_date"] <= date(2022, 4, 22)
    }
    frame = wartally.load("readings", real_package, as_of="2022-04-22")
    assert frame.height > 500
    with pytest.raises(BadArgument, match="kept by release"):
        wartally.load("losses", real_package, as_of="2022-04-22")
    with pytest.raises(BadArgument, match="neither a release nor a day"):
        wartally.load("readings", real_package, as_of="2022-44-22")


def test_rewrites_after_the_last_lead_to_what_is_read_today(real_package):
    readings, rewrites = real_package.rows("readings"), real_package.rows("rewrites")
    last = max(row["recorded_on"] for row in rewrites)
    later = max(last, max(row["report_date"] for row in readings))
    assert readings_on(readings, rewrites, later) == readings


def test_a_lock_that_a_killed_git_left_is_named(home):
    add_ten_actors(home)
    commit(home)
    plan = plan_release(open_package(home), "1.1.0", DAY)
    lock = home / ".git" / "index.lock"
    lock.touch()
    with pytest.raises(WartallyError, match=r"git add failed .*index\.lock.*the same command finishes"):
        carry_out(open_package(home), plan)
    lock.unlink()
    again = plan_release(open_package(home), "1.1.0", DAY)
    carry_out(open_package(home), again)
    assert (again.resumed, git(home, "describe", "--tags").strip()) == (True, "v1.1.0")


def test_a_revision_from_before_the_package_was_there_is_told(home, tmp_path, monkeypatch, capsys):
    root = tmp_path / "whole"
    root.mkdir()
    git(root, "init", "-q")
    git(root, "commit", "-q", "--allow-empty", "-m", "before")
    shutil.copytree(home, root / "package", ignore=shutil.ignore_patterns(".git"))
    git(root, "add", ".")
    git(root, "commit", "-qm", "the package")
    monkeypatch.chdir(root / "package")
    for command in (["diff", "HEAD~1", "."], ["verify", "HEAD~1"]):
        assert run(command) == 2
        assert "that revision has no files in" in capsys.readouterr().err
    assert run(["diff", "HEAD", "."]) == 0
