"""Hostile files: only errors of our own leave the readers, in bounded time and memory."""

# ruff: noqa: E501, RUF100 - samples of files are read better whole

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.feeds import FILE as LOD
from tests.feeds import pair_of, records_of
from tests.workbench import ROOT, TODAY
from wartally.audit.compilation import parse as parse_compilation
from wartally.audit.mapping import MAPPINGS, layout_of
from wartally.errors import WartallyError
from wartally.importers import importer_of
from wartally.package import open_package
from wartally.press.sheet import read_claims
from wartally.report import parse as parse_report
from wartally.validation.engines import validate
from wartally.versions.patching import read_difference
from wartally.versions.read import read_version

PIECES = [
    b"", b"\0", b'"', b",", b"\n", b"\r", b"\xff", b"\xed\xa0\xbd", b"{", b"[", b"}", b"]", b":", b"- ", b"&a ", b"*a",
    b"!!python/object/apply:os.system ['id']", b"null", b"true", b"1e999", b"-0", b"NaN", b"9" * 400, b"\\ud83d", b"%s",
    "ї’".encode(), b"\xef\xbb\xbf", b"../../etc/passwd", b"=cmd|' /C calc'!A0", b"<script>", b"2022-02-30", b"[" * 3000,
]  # fmt: skip
TRIED: Counter[str] = Counter()


def mutants(content: bytes) -> st.SearchStrategy[bytes]:
    """The content with up to four places cut out, doubled or filled with what may hurt."""
    places = st.integers(0, len(content))
    change = st.tuples(places, st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=6))

    def mutated(changes: list[tuple[int, int, bytes]]) -> bytes:
        found = content
        for start, length, put in changes:
            found = found[:start] + put + found[start + length :]
        return found

    return st.lists(change, min_size=1, max_size=4).map(mutated)


def refuses_or_reads(what: str, call, *arguments) -> None:
    """Call a reader; anything but an answer or an error of our own fails the test."""
    TRIED[what] += 1
    try:
        call(*arguments)
    except WartallyError as error:
        told = str(error)
    else:
        told = "read"
    assert 0 < len(told.strip()) < 5000


def tries(content: bytes, call, what: str, most: int = 60) -> None:
    """Give a reader mutants of the content."""

    @settings(max_examples=most, deadline=5000, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(mutants(content))
    def tried(mutant: bytes) -> None:
        refuses_or_reads(what, call, mutant)

    tried()
    assert TRIED[what] >= most // 2


def small(folder: Path) -> Path:
    """A package of one table with a schema of its own, quick to validate."""
    root = folder / "small"
    (root / "schemas").mkdir(parents=True)
    (root / "data").mkdir()
    (root / "schemas" / "actors.yaml").write_bytes((ROOT / "schemas" / "actors.yaml").read_bytes())
    rows = (ROOT / "data" / "actors.csv").read_bytes().splitlines(keepends=True)[:6]
    (root / "data" / "actors.csv").write_bytes(b"".join(rows))
    (root / "datapackage.json").write_text('{"name": "small", "resources": []}', encoding="utf-8")
    return root


@pytest.mark.parametrize("file", ["datapackage.json", "schemas/actors.yaml", "data/actors.csv"])
def test_a_package_with_a_mutated_file_is_read_or_refused(tmp_path, file):
    root = small(tmp_path)
    content = (root / file).read_bytes()

    def read(mutant: bytes) -> None:
        (root / file).write_bytes(mutant)
        validate(open_package(root), today=TODAY)

    tries(content, read, file, 40)


def test_reports_statements_and_differences_are_read_or_refused(tmp_path):
    text = "Загальні бойові втрати противника з 24.02.22 по 11.11.22 орієнтовно:\nособового складу ‒ близько 79400 (+710)\nтанків ‒ 2838 (+15) од\n".encode()
    tries(text, lambda m: parse_report(m.decode("utf-8", "replace")), "report", 150)
    claims = b"claim_id,category,statistic,period_start,period_end,claimed_value,qualifier,wording\na,personnel,sum,2022-11-04,2022-11-11,4560,exact,lost\n"
    tries(claims, lambda m: read_claims(m, "claims.csv", ["personnel", "tanks"]), "claims", 150)
    document = tmp_path / "diff.json"
    known = json.dumps(
        {"old": "1", "new": "2", "properties": [], "resources": [], "files": [], "tables": []}
    ).encode()

    def difference(mutant: bytes) -> None:
        document.write_bytes(mutant)
        read_difference(document)

    tries(known, difference, "difference", 100)


@pytest.mark.parametrize("feed", ["lod_db", "petroivaniuk"])
def test_feeds_are_read_or_refused(folder, tmp_path, feed):
    package, importer = open_package(folder), importer_of(feed)
    place = tmp_path / "feed"
    place.mkdir()
    files = pair_of(folder) if feed == "petroivaniuk" else {LOD: json.dumps(records_of(folder)[:3]).encode()}
    for name, content in files.items():
        (place / name).write_bytes(content)
    name, content = next(iter(files.items()))

    def read(mutant: bytes) -> None:
        (place / name).write_bytes(mutant)
        importer.read(importer.place(place), package)

    tries(content, read, feed, 60)


def test_half_a_character_in_a_document_is_refused_before_anything_is_written(folder, tmp_path):
    importer = importer_of("lod_db")
    record = {**records_of(folder)[0], "sourceUri": "https://www.mil.gov.ua/\ud800"}
    (tmp_path / LOD).write_text(json.dumps([record]), encoding="utf-8")
    with pytest.raises(WartallyError, match=r"holds \\ud800, half of a character"):
        importer.read(importer.place(tmp_path), open_package(folder))
    difference = tmp_path / "difference.json"
    difference.write_text(json.dumps({"old": "\udfff", "new": ""}), encoding="utf-8")
    with pytest.raises(WartallyError, match=r"holds \\udfff, half of a character"):
        read_difference(difference)


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_compilations_to_audit_are_read_or_refused(mapping):
    layout = layout_of(mapping)
    for content in (
        b'[{"date": "2022-11-11", "personnel": 79400, "tank": 2838}]',
        b"date,personnel,tank\n2022-11-11,79400,2838\n",
    ):
        name = "x.json" if content[:1] == b"[" else "x.csv"
        tries(
            content,
            lambda m, n=name: parse_compilation(m.decode("utf-8", "replace"), n, layout),
            f"{mapping} {name}",
            40,
        )


def bombs() -> dict[str, tuple[str, bytes]]:
    """Files that are small to write and large to read, by the name they are given."""
    alias = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    header = b"actor_id,name_en,name_uk,kind,side,url\n"
    return {
        "nested JSON": ("datapackage.json", b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        "keys twice": ("datapackage.json", b'{"name": "a", "name": "b", "resources": [], "resources": {}}'),
        "YAML aliases": ("schemas/actors.yaml", f"fields: []\n{alias}".encode()),
        "YAML tags": ("schemas/actors.yaml", b"!!python/object/apply:os.system ['touch /tmp/wartally-owned']"),
        "nested YAML": ("schemas/actors.yaml", b"a: " + b"[" * 20_000),
        "one line of 100 MB": ("data/actors.csv", header + b"x" * 100_000_000),
        "a field of 30 MB": ("data/actors.csv", header + b'a,"' + b"x" * 30_000_000 + b'",,media,,\n'),
        "10,000 columns": ("data/actors.csv", b",".join(b"c%d" % n for n in range(10_000)) + b"\n" + b"," * 9_999 + b"\n"),
        "NUL": ("data/actors.csv", header + b"a\0b,\0,\0,media,,\n"),
        "halves of characters": ("data/actors.csv", header + b"a,\xed\xa0\xbd,b,media,,\n"),
        "halves in JSON": ("datapackage.json", b'{"name": "\\ud83d", "resources": []}'),
        "a path that climbs": ("datapackage.json", b'{"name": "x", "resources": [{"name": "a", "path": "../../../../etc/passwd", "schema": {"fields": [{"name": "a"}]}}]}'),
    }  # fmt: skip


@pytest.mark.parametrize("name", bombs())
def test_bombs_are_read_or_refused_in_little_memory_and_time(tmp_path, name):
    root, (file, content) = small(tmp_path), bombs()[name]
    if name == "a path that climbs":
        (root / "schemas" / "actors.yaml").unlink()
        (root / "schemas").rmdir()
    (root / file).write_bytes(content)
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000,) * 2); "
        "from wartally.cli import main; main(sys.argv[1:])"
    )
    done = subprocess.run([sys.executable, "-c", code, "validate", str(root)], capture_output=True, text=True,
                          check=False, timeout=120, env={"OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "2",
                                                         "PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"})  # fmt: skip
    assert done.returncode in (0, 1, 2), done
    assert "Traceback" not in done.stderr
    assert "fault in wartally" not in done.stderr, done.stderr[-500:]
    assert "root:" not in done.stdout + done.stderr
    assert len(done.stdout) < 1_000_000
    assert not Path("/tmp/wartally-owned").exists()


@pytest.mark.parametrize("entry", ["../climbs.csv", "/etc/climbs", "data/../../climbs.csv"])
def test_a_zip_is_read_in_place_and_nothing_of_it_lands_elsewhere(folder, tmp_path, entry):
    file = tmp_path / "packed.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
        archive.writestr(entry, "climbed")
    before = sorted(p for p in tmp_path.rglob("*") if p.is_file())
    refuses_or_reads("zip", read_version, str(file), tmp_path)
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == before
    assert not Path("/etc/climbs").exists()


def test_a_zip_that_unpacks_to_gigabytes_is_refused_unopened(tmp_path):
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", "{}")
        for n in range(3):
            with archive.open(f"data/{n}.csv", "w", force_zip64=True) as stream:
                for _ in range(80):
                    stream.write(bytes(10_000_000))
    assert file.stat().st_size < 5_000_000
    with pytest.raises(WartallyError, match=r"bomb\.zip"):
        read_version(str(file), tmp_path)


def test_cells_that_a_spreadsheet_would_run_are_text_in_the_workbook_and_unchanged_in_csv(folder, tmp_path):
    import openpyxl

    from wartally import store
    from wartally.export import export

    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org")']
    package = open_package(folder)
    rows = package.rows("actors")
    for row, formula in zip(rows, formulas, strict=False):
        row["name_en"] = formula
    store.write_tables(package, {"actors": rows})
    store.sync(package)
    export(open_package(folder), ["xlsx", "csv"], tmp_path / "out", today=TODAY)
    (book,) = (tmp_path / "out").glob("*.xlsx")
    cells = [
        c
        for sheet in openpyxl.load_workbook(book)
        for line in sheet.iter_rows()
        for c in line
        if c.value in formulas
    ]
    assert len(cells) >= len(formulas)
    assert {cell.data_type for cell in cells} == {"s"}
    content = (tmp_path / "out" / "csv" / "actors.csv").read_text(encoding="utf-8")
    assert set(formulas) <= {line["name_en"] for line in csv.DictReader(io.StringIO(content, newline=""))}


def test_random_bytes_are_no_package(tmp_path):
    chance = random.Random(8)  # noqa: S311
    root = small(tmp_path)
    for _ in range(30):
        (root / "datapackage.json").write_bytes(chance.randbytes(chance.randrange(200)))
        refuses_or_reads("random", lambda: open_package(root).descriptor)
    assert TRIED["random"] == 30
