"""Two versions of a package: what changed between them, in every form, and one made from the other."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wartally.cli import run
from wartally.errors import BadArgument, DataError, DescriptorError
from wartally.package import open_package
from wartally.store import sync
from wartally.versions.compare import apply, compare
from wartally.versions.document import from_document, summary, to_document
from wartally.versions.read import code_columns, read_version
from wartally.versions.snapshot import Cells, Snapshot, cells, key_text
from wartally.versions.tell import SHOWN, markdown, summary_line, text

NAMES = st.sampled_from(["id", "name", "note", "kind"])
CELL = st.text(alphabet="ab \n\"',;0", max_size=3)


@st.composite
def tables(draw):
    columns = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    key = draw(st.sampled_from([(), tuple(columns[:1]), tuple(columns[:2])]))
    rows = draw(st.lists(st.lists(CELL, min_size=len(columns), max_size=len(columns)), max_size=6))
    return cells(columns, key, rows)


@st.composite
def snapshots(draw):
    named = st.dictionaries(st.sampled_from(["one", "two"]), tables())
    texts = st.dictionaries(st.sampled_from(["schemas/one.yaml", "validators/r.sql"]), CELL)
    values = st.none() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
    properties = draw(
        st.dictionaries(st.sampled_from(["version", "title"]), values.filter(lambda v: v is not None))
    )
    resources = draw(st.dictionaries(st.sampled_from(["one", "two"]), st.just({"path": "x"}) | st.just({})))
    return Snapshot(properties, resources, draw(texts), draw(named))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(snapshots(), snapshots())
def test_a_difference_applied_to_the_old_version_gives_the_new_one(old, new):
    difference = compare(old, new)
    assert apply(difference, old) == new
    assert apply(compare(new, old), new) == old
    assert bool(difference) == (old != new)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(snapshots(), snapshots())
def test_a_difference_survives_json(old, new):
    difference = compare(old, new, {"one": frozenset({"kind"})})
    assert from_document(json.loads(json.dumps(to_document(difference)))) == difference


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(snapshots(), snapshots(), snapshots())
def test_a_difference_fits_no_other_version_unless_it_touches_nothing_that_differs(old, new, other):
    difference = compare(old, new)
    try:
        made = apply(difference, other)
    except BadArgument:
        return
    assert compare(new, made).tables == () or compare(old, other)


def test_rows_with_the_same_key_are_told_apart():
    doubled = cells(["id", "note"], ["id"], [["1", "a"], ["1", "b"]])
    assert list(doubled.rows) == [("1",), ("1", "2")]
    once = cells(["id", "note"], ["id"], [["1", "a"]])
    assert [*compare(_of(once), _of(doubled)).tables[0].added.values()] == [("1", "b")]


def _of(table: Cells) -> Snapshot:
    return Snapshot({}, {}, {}, {"t": table})


def test_cell_row_and_column_changes_are_told_apart():
    old = cells(["id", "kind", "note"], ["id"], [["1", "a", "x"], ["2", "a", "y"], ["3", "a", ""]])
    new = cells(["id", "kind", "size"], ["id"], [["1", "b", ""], ["3", "a", "9"], ["4", "a", ""]])
    (table,) = compare(_of(old), _of(new), {"t": frozenset({"kind"})}).tables
    assert table.added == {("4",): ("4", "a", "")}
    assert table.removed == {("2",): ("2", "a", "y")}
    assert [(c.key, c.column, c.before, c.after) for c in table.changed] == [
        (("1",), "kind", "a", "b"),
        (("1",), "note", "x", ""),
        (("3",), "size", "", "9"),
    ]
    assert table.reclassified == {("1",)}
    assert table.changed_rows == 2


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rows: rows.pop(("2",)), "row 2"),
        (lambda rows: rows.update({("1",): ("1", "c", "x")}), "is not 'a'"),
        (lambda rows: rows.update({("4",): ("4", "", "")}), "is there already"),
    ],
)
def test_a_difference_is_not_applied_to_another_version(spoil, said):
    columns = ["id", "kind", "note"]
    old = cells(columns, ["id"], [["1", "a", "x"], ["2", "a", "y"]])
    new = cells(columns, ["id"], [["1", "b", "x"], ["4", "a", ""]])
    rows = dict(old.rows)
    spoil(rows)
    with pytest.raises(BadArgument, match=said):
        apply(compare(_of(old), _of(new)), _of(Cells(old.columns, old.key, rows)))


def test_keys_are_written_as_datasette_writes_them():
    from datasette.utils import path_from_row_pks, tilde_encode

    for key in [("general_staff_ua", "2022-11-11", "tanks"), ("a,b", "с / д", "100%", "~"), ("",)]:
        assert key_text(key) == ",".join(tilde_encode(cell) for cell in key)
    assert path_from_row_pks({"a": "x y"}, ["a"], False) == key_text(("x y",))


# ---- on a package


@pytest.fixture
def pair(folder: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The small package, and a copy with one figure corrected, one row removed and a label renamed."""
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    _edit_first(other / "data" / "places.csv", "note", "seen from elsewhere")
    _drop_last(other / "data" / "rewrites.csv")
    labels = other / "schemas" / "places.yaml"
    labels.write_text(
        labels.read_text(encoding="utf-8").replace("title: Places", "title: Localities"), encoding="utf-8"
    )
    sync(open_package(other))
    return folder, other


def _edit_first(file: Path, column: str, value: str) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [*csv.DictReader(stream)]
    rows[0][column] = value
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _drop_last(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")


def test_a_folder_a_zip_and_a_revision_of_the_same_package_are_the_same(folder, tmp_path):
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                packed.write(file, f"inside/{file.relative_to(folder)}")
    for command in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "one"),
    ):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    versions = [read_version(place, folder) for place in (str(folder), str(archive), "HEAD")]
    assert versions[0] == versions[1] == versions[2]
    assert len(versions[0].tables) == len(open_package(folder).tables) > 20
    assert sum(len(table.rows) for table in versions[0].tables.values()) > 500


def test_a_difference_of_two_folders_is_told_in_every_form(pair, capsys):
    old, new = map(str, pair)
    assert run(["diff", old, new, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    numbers = document["summary"]
    assert (numbers["changed"], numbers["removed"], numbers["added"], numbers["files"]) == (1, 1, 0, 1)
    assert {t["table"] for t in document["tables"]} == {"places", "rewrites"}
    before, after = read_version(old, pair[0]), read_version(new, pair[0])
    assert apply(from_document(document), before) == after
    assert run(["diff", old, new]) == 0
    told = capsys.readouterr().out
    assert "1 row changed (1 cell), 1 row removed" in told
    assert "note" in told
    assert "seen from elsewhere" in told
    assert run(["diff", old, new, "--format", "markdown"]) == 0
    assert "| `places` | 0 | 1 | 0 | 0 |" in capsys.readouterr().out
    assert run(["diff", old, old]) == 0
    assert "no difference" in capsys.readouterr().out


def test_a_long_difference_is_cut_in_text_and_says_so():
    old, new = cells(["id"], ["id"], []), cells(["id"], ["id"], [[str(i)] for i in range(SHOWN + 5)])
    difference = compare(_of(old), _of(new))
    assert "... and 5 more added" in text(difference)
    assert "... and 5 more added" in markdown(difference)
    assert summary(difference)["added"] == SHOWN + 5
    assert summary_line(difference).startswith(f"{SHOWN + 5} rows added")


def test_text_of_a_cell_cannot_become_markdown():
    old, new = cells(["id", "x"], ["id"], [["1", ""]]), cells(["id", "x"], ["id"], [["1", "`a`\n# b | c"]])
    written = markdown(compare(_of(old), _of(new)))
    assert "\n# b" not in written
    assert "`a`" not in written


def test_names_and_cells_can_neither_mark_up_a_comment_nor_steer_a_terminal():
    name = "x`<img src=y>`|\x1b[31m\u202e"
    old = cells(["id", name], ["id"], [["1", "a"]])
    new = cells(["id", name], ["id"], [["1", "\x1b]0;title\x07b\u202ec"]])
    found = compare(
        Snapshot({"name": "\x1b[2J"}, {}, {}, {name: old}),
        Snapshot({name: "1"}, {name: {}}, {f"schemas/{name}.yaml": "a"}, {name: new}),
    )
    for told in (text(found), markdown(found)):
        assert all(c.isprintable() or c == "\n" for c in told)
    assert "title\N{REPLACEMENT CHARACTER}b" in text(found)
    outside = markdown(found).split("`")[::2]
    assert len(outside) > 10
    assert not any("<img" in part for part in outside), "what stands in backticks is no markup"
    rows = [line for line in markdown(found).splitlines() if line.startswith("| `")]
    assert [line.count("|") for line in rows] == [6]


def test_columns_of_codes_are_those_with_lists_or_of_reference_tables(real_package):
    version = read_version(str(real_package.root), real_package.root)
    codes = code_columns(version)
    assert {"category_id", "side", "status"} <= codes["sightings"]
    assert "cumulative" not in codes["losses"]


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (lambda root: (root / "datapackage.json").unlink(), DescriptorError, "there is no datapackage.json"),
        (lambda root: (root / "datapackage.json").write_text("[]"), DescriptorError, "must be an object"),
        (lambda root: (root / "data" / "places.csv").unlink(), DataError, "there is no data/places.csv"),
        (lambda root: (root / "data" / "places.csv").write_bytes(b"\xff\n"), DataError, "is not UTF-8"),
        (lambda root: (root / "data" / "places.csv").write_text(""), DataError, "the file is empty"),
        (lambda root: (root / "data" / "places.csv").write_text("a,b\n1\n"), DataError, "a row has 1 cells"),
        (lambda root: (root / "data" / "places.csv").write_text('a,b\n"1,2\n'), DataError, "line 2"),
    ],
)
def test_a_version_that_cannot_be_read_is_named(folder, spoil, error, said):
    spoil(folder)
    with pytest.raises(error, match=said):
        read_version(str(folder), folder)


def test_what_is_no_version_is_said(tmp_path, capsys):
    assert run(["diff", "nowhere", str(tmp_path)]) == 2
    assert "no such folder, zip file or git revision" in capsys.readouterr().err
    assert run(["diff", "--output=x", str(tmp_path)]) == 2


def test_cells_as_the_csv_reader_sees_them(folder):
    version = read_version(str(folder), folder)
    with (folder / "data" / "actors.csv").open(encoding="utf-8", newline="") as file:
        assert [*version.tables["actors"].rows.values()] == [tuple(row) for row in csv.reader(file)][1:]


# ---- applied to a package on disk


@pytest.fixture
def edited(folder: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A package, the same with a cell, a row, a title and a table changed, and the difference as a file."""
    new = Path(shutil.copytree(folder, tmp_path / "new"))
    places = new / "data" / "places.csv"
    places.write_bytes(places.read_bytes().replace(b"settlement", b"city", 1))
    schema = new / "schemas" / "events.yaml"
    schema.write_text(schema.read_text(encoding="utf-8").replace("title: Events", "title: What happened"))
    for part in ("schemas/weekly_deaths.yaml", "data/weekly_deaths.csv"):
        (new / part).unlink()
    for rule in (new / "validators").glob("*.sql"):
        if "weekly_deaths" in rule.read_text(encoding="utf-8"):
            rule.unlink()
    (new / "schemas" / "remarks.yaml").write_text(
        "name: remarks\ntitle: Remarks\nfields:\n  - {name: id, type: string}\n"
        "  - {name: said, type: string}\nprimaryKey: [id]\n"
    )
    (new / "data" / "remarks.csv").write_text('id,said\na,"x, ""y""\nz"\nb,\n')
    sync(open_package(new))
    file = tmp_path / "difference.json"
    found = compare(read_version(str(folder), folder), read_version(str(new), new))
    file.write_text(json.dumps(to_document(found)), encoding="utf-8")
    return folder, new, file


def files_in(root: Path) -> dict[str, bytes]:
    return {f.relative_to(root).as_posix(): f.read_bytes() for f in root.rglob("*") if f.is_file()}


def test_a_difference_applied_on_disk_gives_the_other_package_byte_for_byte(edited, capsys):
    old, new, file = edited
    before = files_in(old)
    assert run(["apply", str(file), str(old), "--dry-run"]) == 0
    assert files_in(old) == before
    assert "data/weekly_deaths.csv: would be taken away" in capsys.readouterr().err
    assert run(["apply", str(file), str(old)]) == 0
    assert "1 row changed" in capsys.readouterr().out
    assert files_in(old) == files_in(new)
    assert "data/weekly_deaths.csv" in before.keys() - files_in(old).keys()
    assert run(["apply", str(file), str(old)]) == 2, "a second time it does not fit"
    assert "which the difference starts from" in capsys.readouterr().err
    assert files_in(old) == files_in(new)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d["files"][0].update(name="../../outside.yaml"), "is not the name of a schema or rule"),
        (
            lambda d: d["files"][0].update(name="schemas/../data/x.yaml"),
            "is not the name of a schema or rule",
        ),
        (lambda d: d["tables"][0].update(table="../x"), "is not the name of a table"),
        (lambda d: d["tables"][0]["changed"][0].update(before="other"), "which the difference starts from"),
        (lambda d: d["tables"][0]["added"].append({"key": ["a"], "row": ["a"]}), "as many cells"),
        (lambda d: d.update(form="other"), "is not a difference"),
        (lambda d: d.pop("tables"), "is not a whole difference"),
        (
            lambda d: d["properties"].append({"name": "licenses", "before": 1, "after": 2}),
            "property licenses",
        ),
    ],
)
def test_a_difference_that_does_not_fit_changes_nothing(edited, capsys, spoil, said):
    old, _, file = edited
    document = json.loads(file.read_text(encoding="utf-8"))
    document["tables"].sort(key=lambda table: table["table"] != "places")
    spoil(document)
    file.write_text(json.dumps(document), encoding="utf-8")
    before = files_in(old)
    assert run(["apply", str(file), str(old)]) in (1, 2)
    message = capsys.readouterr().err
    assert said in message
    assert "fault in wartally" not in message
    assert files_in(old) == before
    assert not (old.parent / "outside.yaml").exists()


def test_a_file_that_is_no_difference_is_told(folder, tmp_path, capsys):
    for written, said in (("{", "valid JSON"), ("[" * 100_000, "valid JSON"), ("[]", "is not a difference")):
        (tmp_path / "d.json").write_text(written, encoding="utf-8")
        assert run(["apply", str(tmp_path / "d.json"), str(folder)]) == 2
        assert said in capsys.readouterr().err
    assert run(["apply", str(tmp_path / "none.json"), str(folder)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_reclassified_rows_are_told_apart(edited, capsys):
    old, new, _ = edited
    assert run(["diff", str(old), str(new)]) == 0
    assert "1 reclassified" in capsys.readouterr().out
    assert run(["diff", str(old), str(new), "--format", "markdown"]) == 0
    told = capsys.readouterr().out
    assert "| `places` | 0 | 1 | 0 | 1 |" in told
    assert "(reclassified): `kind` `settlement` -> `city`" in told
    assert "\n- changed `" in told
    assert "\n- removed `" in told
    assert not any(f"\n- {sign} " in told for sign in "~+-"), "a sign there begins a list and is not shown"
