"""Exporting as an act: the gate, all or nothing, the same bytes, odd packages, and what the command says."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import frictionless
import polars as pl
import pytest
from click.testing import CliRunner

from tests.test_write_set import KILLED, run_and_kill
from tests.workbench import TODAY
from wartally import store
from wartally.cli import cli, run
from wartally.errors import BadArgument, BuildFailed, WartallyError
from wartally.export import FORMATS, MANIFEST, export, stale
from wartally.export.dialect import duckdb_query
from wartally.export.duckdb_file import settle_identifier
from wartally.export.source import file_names
from wartally.export.staging import JOURNAL, staged
from wartally.package import open_package
from wartally.sqlite.build import build

SOURCE = Path(__file__).parents[1] / "src"


def contents(folder):
    """Every file below a folder with its bytes' hash."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def write_package(folder, tables, name="odd", **header):
    """A package of tables given as (schema, CSV text)."""
    folder.mkdir(parents=True)
    resources: list[dict[str, object]] = []
    for table, (schema, text) in tables.items():
        file = f"table-{len(resources)}.csv"
        (folder / file).write_text(text, encoding="utf-8", newline="")
        resources.append({"name": table, "path": file, "schema": schema})
    document = {"name": name, **header, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
    return open_package(folder)


def fields(**kinds):
    return [{"name": name, "type": kind} for name, kind in kinds.items()]


# The same bytes


def test_the_same_package_gives_the_same_bytes_anywhere(folder, tmp_path):
    found = []
    for zone, locale, umask, place in (
        ("UTC", "C.UTF-8", 0o022, "here"),
        ("Asia/Tokyo", "uk_UA.UTF-8", 0o077, "elsewhere with spaces"),
    ):
        copy = shutil.copytree(folder, tmp_path / place / "package")
        for file in copy.rglob("*"):
            os.utime(file, (umask, umask))
        command = [sys.executable, "-m", "wartally", "--package", str(copy), "export", "all", "-o", "out"]
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            cwd=tmp_path / place,
            umask=umask,
            env={
                **os.environ,
                "PYTHONPATH": str(SOURCE),
                "TZ": zone,
                "LC_ALL": locale,
                "PYTHONHASHSEED": str(umask),
            },
        )
        found.append(contents(tmp_path / place / "out"))
    assert len(found[0]) > 80
    assert found[0] == found[1]


def test_sqlite_is_the_database_that_build_writes(small_package, tmp_path):
    export(small_package, "sqlite", tmp_path / "out", today=TODAY)
    build(small_package, tmp_path / "built.db", TODAY)
    assert (tmp_path / "out" / "wartally.db").read_bytes() == (tmp_path / "built.db").read_bytes()


def test_an_unknown_layout_of_a_database_is_left_alone(tmp_path):
    file = tmp_path / "other.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    content = bytearray(file.read_bytes())
    assert settle_identifier(file, "mark")
    assert file.read_bytes() != content
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("FROM t").fetchall() == [(1,)]
    content[20] ^= 1
    file.write_bytes(content)
    assert not settle_identifier(file, "mark")
    assert file.read_bytes() == content


# All or nothing


def test_nothing_is_written_for_a_package_with_errors(small_package, tmp_path):
    losses = small_package.table("losses").path
    losses.write_text(losses.read_text(encoding="utf-8").replace(",normal,", ",odd,", 1), encoding="utf-8")
    with pytest.raises(BuildFailed, match="so nothing was exported"):
        export(small_package, "all", tmp_path / "out", today=TODAY)
    assert not (tmp_path / "out").exists()


def test_a_failure_midway_leaves_what_was_there(small_package, tmp_path, monkeypatch):
    out = tmp_path / "out"
    export(small_package, ["csv", "jsonl"], out, today=TODAY)
    (out / "mine.txt").write_text("kept", encoding="utf-8")
    before = contents(out)

    def full(source, folder, tell):
        (folder / "half").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wartally.export.zip.write", full)
    small_package.table("actors").path.touch()
    with pytest.raises(WartallyError, match="No space left on device"):
        export(small_package, ["csv", "zip"], out, today=TODAY)
    assert contents(out) == before
    with pytest.raises(WartallyError, match="No space left on device"):
        export(small_package, "zip", tmp_path / "new", today=TODAY)
    assert not (tmp_path / "new").exists()


def test_a_package_that_changes_meanwhile_is_not_exported(small_package, tmp_path, monkeypatch):
    real = FORMATS["csv"].write

    def changing(self, source, folder, tell):
        path = small_package.table("actors").path
        path.write_bytes(path.read_bytes() + b"\n")
        return real(source, folder, tell)

    monkeypatch.setattr("wartally.export.formats.Format.write", changing)
    with pytest.raises(WartallyError, match="changed in the meantime"):
        export(small_package, "csv", tmp_path / "out", today=TODAY)
    assert not (tmp_path / "out").exists()


OLD = {"parquet/a": b"old a", "parquet/gone": b"old gone", "manifest.json": b"old"}
NEW = {"parquet/a": b"new a", "deep/er/b": b"new b", "manifest.json": b"new"}
STAGE = """
from pathlib import Path
from wartally.export.staging import staged
sys.addaudithook(watch)
with staged(Path({root!r})) as stage:
    for name, content in {new}.items():
        (stage.path / name).parent.mkdir(parents=True, exist_ok=True)
        (stage.path / name).write_bytes(content)
    stage.gone.add("parquet/gone")
"""


def test_killed_at_any_step_the_folder_is_as_before_or_as_wanted(tmp_path):
    states, status = set(), KILLED
    for steps in range(200):
        root = tmp_path / str(steps)
        for name, content in OLD.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        status = run_and_kill(root, steps, STAGE, NEW)
        assert status in (0, KILLED)
        with staged(root):
            pass
        found = {f.relative_to(root).as_posix(): f.read_bytes() for f in root.rglob("*") if f.is_file()}
        assert found in (OLD, NEW), steps
        states.add(found == NEW)
        if status == 0:
            break
    assert status == 0
    assert steps > 15
    assert states == {False, True}


def test_a_journal_that_is_not_ours_is_told(tmp_path):
    (tmp_path / JOURNAL).write_text(
        '{"from": ".wartally-export-x", "files": ["../a"], "gone": []}', encoding="utf-8"
    )
    with pytest.raises(WartallyError, match="not a journal of Wartally's"), staged(tmp_path):
        pass


@pytest.mark.parametrize(
    "make", [lambda p: p.write_text("a file"), lambda p: (p / "csv" / "actors.csv").mkdir(parents=True)]
)
def test_a_folder_that_cannot_be_written_is_told(small_package, tmp_path, make):
    out = tmp_path / "out"
    make(out)
    before = contents(tmp_path) if out.is_dir() else out.read_text()
    with pytest.raises(WartallyError, match="out"):
        export(small_package, "csv", out, today=TODAY)
    assert (contents(tmp_path) if out.is_dir() else out.read_text()) == before


def test_a_read_only_folder_is_told(small_package, tmp_path):
    # Root may write to any folder but those that the system itself keeps.
    out = Path("/proc/exports") if os.geteuid() == 0 else tmp_path / "closed" / "out"
    tmp_path.joinpath("closed").mkdir(mode=0o555)
    with pytest.raises(WartallyError, match="cannot be written"):
        export(small_package, "csv", out, today=TODAY)


# The list


@pytest.fixture
def few(monkeypatch):
    """A registry of three formats, so that `all` is quick."""
    some = {name: FORMATS[name] for name in ("csv", "jsonl", "zip")}
    monkeypatch.setattr("wartally.export.formats.FORMATS", some)
    return set(some)


def listed(out):
    return {file["path"]: file for file in json.loads((out / MANIFEST).read_bytes())["files"]}


def test_the_list_is_kept_in_step(small_package, tmp_path, few):
    out = tmp_path / "out"
    assert stale(out, small_package)
    export(small_package, "all", out, today=TODAY)
    assert not stale(out, small_package)
    before = listed(out)
    export(small_package, "csv", out, today=TODAY)
    assert listed(out) == before
    assert set(contents(out)) == {*before, MANIFEST}
    (out / "csv" / "actors.csv").unlink()
    assert stale(out, small_package)
    (out / MANIFEST).write_text("[]", encoding="utf-8")
    assert stale(out, small_package)


def test_a_changed_package_is_told_and_its_old_files_go(small_package, tmp_path, few):
    out = tmp_path / "out"
    export(small_package, "all", out, today=TODAY)
    (out / "mine.txt").write_text("kept", encoding="utf-8")
    text = small_package.descriptor_path.read_text(encoding="utf-8")
    small_package.descriptor_path.write_text(text.replace('"0.1.0"', '"0.2.0"', 1), encoding="utf-8")
    changed = open_package(small_package.root)
    assert changed.version == "0.2.0"
    assert stale(out, changed)
    export(changed, "all", out, today=TODAY)
    assert not stale(out, changed)
    assert set(contents(out)) == {*listed(out), MANIFEST, "mine.txt"}
    assert {"wartally-0.1.0.zip", "wartally-0.2.0.zip"} & set(listed(out)) == {"wartally-0.2.0.zip"}


def test_a_list_never_names_files_of_an_older_package(small_package, tmp_path, few):
    out = tmp_path / "out"
    export(small_package, "all", out, today=TODAY)
    reports = small_package.table("reports").path
    reports.write_bytes(reports.read_bytes().replace(b",true,", b",false,", 1))
    store.sync(small_package)
    changed = open_package(small_package.root)
    export(changed, "csv", out, today=TODAY)
    assert {file["format"] for file in listed(out).values()} == {"csv"}
    assert stale(out, changed)
    assert not stale(out, changed, "csv")


def test_an_export_without_all_writes_no_list(small_package, tmp_path):
    manifest = export(small_package, ["geojson"], tmp_path / "out", today=TODAY)
    assert list(contents(tmp_path / "out")) == ["geojson/events.geojson"]
    assert [file.path for file in manifest.files] == ["geojson/events.geojson"]


# Odd packages


PEOPLE = {
    "fields": fields(id="integer", parent="integer", joined="date", active="boolean", weight="number"),
    "primaryKey": "id",
    "missingValues": ["", "NA", "-"],
    "foreignKeys": [{"fields": "parent", "reference": {"resource": "", "fields": "id"}}],
}
NOTES = {
    "fields": fields(**{"text": "string", "person's": "integer", "grade": "string"}),
    "foreignKeys": [
        {"fields": ["grade"], "reference": {"resource": "Grades/2026", "fields": ["label"]}},
        {"fields": ["person's"], "reference": {"resource": "people", "fields": ["id"]}},
    ],
}
ODD = {
    "people": (
        PEOPLE,
        "id,parent,joined,active,weight\n1,3,NA,True,1e3\n2,-,2022-02-24,0,.5\n3,2,1066-10-14,1,-INF\n",
    ),
    "Grades/2026": (
        {"fields": fields(label="string", rank="integer")},
        "label,rank\nA,1\nA,2\nB,5000000000\n",
    ),
    "notes": (NOTES, 'text,person\'s,grade\n"a, ""b""\nc",1,A\n=1+1,,\nслово,3,B\n'),
}


def test_a_package_of_another_subject_keeps_its_values_in_every_format(tmp_path):
    package = write_package(tmp_path / "package", ODD, name="odd/ones", version="3.0 beta")
    manifest = export(package, "all", tmp_path / "out", today=TODAY)
    paths = {file.path for file in manifest.files}
    assert {"odd-ones.xlsx", "odd-ones.db", "odd-ones.duckdb", "odd-ones-3.0-beta.zip"} <= paths
    assert {"parquet/Grades-2026.parquet", "jsonl/notes.jsonl", "csv/people.csv"} <= paths
    people = [
        (1, 3, None, True, 1000.0),
        (2, None, date(2022, 2, 24), False, 0.5),
        (3, 2, date(1066, 10, 14), True, float("-inf")),
    ]
    notes = [('a, "b"\nc', 1, "A"), ("=1+1", None, None), ("слово", 3, "B")]
    assert pl.read_parquet(tmp_path / "out" / "parquet" / "people.parquet").rows() == people
    grades = pl.read_parquet(tmp_path / "out" / "parquet" / "Grades-2026.parquet")
    assert grades.schema["rank"] == pl.Int64
    with duckdb.connect(str(tmp_path / "out" / "odd-ones.duckdb"), read_only=True) as database:
        assert database.execute("FROM people ORDER BY id").fetchall() == people
        assert database.execute("FROM notes").fetchall() == notes
        kinds = database.execute(
            "SELECT constraint_type FROM duckdb_constraints() WHERE table_name = 'people'"
        )
        assert ("FOREIGN KEY",) in kinds.fetchall()
    lines = (tmp_path / "out" / "jsonl" / "people.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[2]) == {
        "id": 3, "parent": 2, "joined": "1066-10-14", "active": True, "weight": "-INF",
    }  # fmt: skip
    unkept = "notes: grade refers to columns that are no key; it is not declared"
    left_out = "left out: the package would need {}"
    assert manifest.notes == {
        "geojson": (left_out.format("a table events"),),
        "duckdb": (unkept,),
        "sqlite": (unkept,),
        "catalogue": (
            left_out.format("title, description, created, licenses, contributors in its descriptor"),
        ),
    }
    # Blocks of the usual size would make it more than a megabyte.
    assert (tmp_path / "out" / "odd-ones.duckdb").stat().st_size < 500_000


def test_rows_that_refer_to_each_other_in_a_circle_are_kept_and_told(tmp_path):
    text = "id,parent,joined,active,weight\n1,2,,,\n2,1,,,\n"
    package = write_package(tmp_path / "package", {"people": (PEOPLE, text)})
    manifest = export(package, ["duckdb", "sqlite"], tmp_path / "out", today=TODAY)
    assert "in a circle" in manifest.notes["duckdb"][0]
    with duckdb.connect(str(tmp_path / "out" / "odd.duckdb"), read_only=True) as database:
        assert database.execute("SELECT id, parent FROM people ORDER BY id").fetchall() == [(1, 2), (2, 1)]


def test_tables_that_only_share_a_name_with_ours_are_exported_as_they_are(tmp_path):
    tables = {
        "losses": ({"fields": fields(item="string", cumulative="integer")}, "item,cumulative\nkeys,2\n"),
        "events": ({"fields": fields(event_id="string", day="date")}, "event_id,day\na,2022-02-24\n"),
        "sources": ({"fields": fields(source_id="string")}, "source_id\nx\n"),
    }
    package = write_package(tmp_path / "package", tables)
    manifest = export(package, "all", tmp_path / "out", today=TODAY)
    assert not any(f.format == "geojson" or "wide" in f.path for f in manifest.files)
    with pytest.raises(BadArgument, match="a column latitude in its table events"):
        export(package, "geojson", tmp_path / "out", today=TODAY)


def test_the_zip_of_a_small_package_is_valid_for_frictionless(small_package, tmp_path):
    export(small_package, "zip", tmp_path / "out", today=TODAY)
    shutil.unpack_archive(tmp_path / "out" / "wartally-0.1.0.zip", tmp_path / "elsewhere")
    report = frictionless.Package(str(tmp_path / "elsewhere" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])[:3]
    said = (tmp_path / "elsewhere" / "README.md").read_text(encoding="utf-8")
    assert small_package.descriptor["title@uk"] in said
    assert "`data/losses.csv`" in said


def test_names_that_meet_in_a_file_system_are_told_apart():
    names = ["a/b", "a b", "A-B", "..", "", "Ї", "a\0b"]
    found = file_names(names)
    assert list(found.values()) == ["a-b", "a-b-2", "A-B-3", "table", "table-2", "Ї", "a-b-4"]


# Queries said in DuckDB


@pytest.mark.parametrize(
    ("sqlite", "values"),
    [
        ("SELECT date('2022-03-01', '-1 day')", date(2022, 2, 28)),
        ("SELECT date('2022-11-13', '-1 day', 'weekday 0', '-6 days')", date(2022, 11, 7)),
        ("SELECT date('2022-11-14', 'weekday 0')", date(2022, 11, 20)),
        ("SELECT date('2022-11-13', 'weekday 0')", date(2022, 11, 13)),
        ("SELECT strftime('%Y-%m', '2022-03-01', '-1 day')", "2022-02"),
        ("SELECT ROUND(2.135, 2)", 2.14),
        ("SELECT group_concat(x, '; ') FROM (SELECT 'b' AS x UNION ALL SELECT 'a')", "a; b"),
        ("SELECT upper(x) AS y FROM (SELECT 'b' AS x, 1 AS n) GROUP BY n", "B"),
    ],
)
def test_a_query_means_the_same_in_duckdb(sqlite, values):
    assert duckdb.execute(duckdb_query(sqlite)).fetchall() == [(values,)]


def test_what_cannot_be_said_in_duckdb_is_refused():
    with pytest.raises(WartallyError, match="'start of month' cannot be said"):
        duckdb_query("SELECT date('2022-03-01', 'start of month')")
    with pytest.raises(WartallyError, match="cannot be said in DuckDB"):
        duckdb_query("SELECT (")


# The command


@contextmanager
def without(monkeypatch, library):
    real = __import__("importlib.util").util.find_spec
    with monkeypatch.context() as patch:
        patch.setattr("wartally.export.formats.find_spec", lambda n: None if n == library else real(n))
        yield


def test_the_command_writes_and_says_what(folder, tmp_path):
    arguments = ["--package", str(folder), "export", "csv", "geojson", "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    files = len(list((tmp_path / "out" / "csv").iterdir()))
    assert f"csv: {files} files," in done.stdout
    assert done.stderr == ""
    told = CliRunner().invoke(cli, [*arguments, "--json"])
    document = json.loads(told.stdout)
    assert {file["format"] for file in document["files"]} == {"csv", "geojson"}


def test_the_default_folder_is_in_the_package(folder):
    done = CliRunner().invoke(cli, ["--package", str(folder), "export", "jsonl"])
    assert done.exit_code == 0, done.output
    assert (folder / "build" / "exports" / "jsonl" / "losses.jsonl").is_file()


def test_outside_a_package_the_default_folder_is_in_the_current_one(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("wartally.package._CHECKOUT", folder)
    done = CliRunner().invoke(cli, ["export", "jsonl"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "build" / "exports" / "jsonl" / "losses.jsonl").is_file()
    assert not (folder / "build").exists()


def test_the_steps_are_told_where_somebody_waits(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("wartally.cli.export._PATIENCE", 0)
    arguments = ["--package", str(folder), "export", "csv", "zip", "-o", str(tmp_path / "out")]
    assert CliRunner().invoke(cli, arguments).stderr == ""
    told = CliRunner().invoke(cli, [*arguments, "--progress"])
    assert told.stderr.splitlines() == ["validating", "csv", "zip"]


def test_an_unknown_format_and_a_missing_library_are_told(
    folder, tmp_path, capsys, monkeypatch, small_package
):
    out = tmp_path / "out"
    assert run(["--package", str(folder), "export", "docx", "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in (*FORMATS, "all"))
    with pytest.raises(BadArgument, match="there is no format 'docx'"):
        export(small_package, "docx", out, today=TODAY)
    with without(monkeypatch, "xlsxwriter"):
        assert run(["--package", str(folder), "export", "all", "-o", str(out)]) == 2
        assert "pip install 'wartally[export]'" in capsys.readouterr().err
        assert run(["--package", str(folder), "export", "csv", "-o", str(out)]) == 0
    assert not (out / "wartally.xlsx").exists()


def test_a_package_with_errors_is_told_with_status_1(folder, tmp_path, capsys):
    (folder / "data" / "actors.csv").unlink()
    assert run(["--package", str(folder), "export", "all", "-o", str(tmp_path / "out")]) == 1
    assert "nothing was exported" in capsys.readouterr().err
