"""Damaged files: every engine goes on, and what is wrong is named by file, line and cell."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench import QUICK_ENGINES, TODAY, places, seen
from wartally.cli import run
from wartally.errors import WartallyError
from wartally.package import Package, open_package
from wartally.store import sync
from wartally.validation.engines import validate

ROW = b"general_staff_ua,2022-11-05,tanks,petroivaniuk,"


def line_of(content: bytes, start: bytes) -> int:
    """The line that begins so."""
    (found,) = [n for n, line in enumerate(content.split(b"\n"), start=1) if line.startswith(start)]
    return found


def with_line(content: bytes, start: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The content with the one line that begins so changed."""
    lines = content.split(b"\n")
    number = line_of(content, start) - 1
    lines[number] = change(lines[number])
    return b"\n".join(lines)


def with_cells(content: bytes, start: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """The content with the cells of one line, none of which is quoted, changed."""
    return with_line(content, start, lambda line: b",".join(change(line.split(b","))))


def without_column(content: bytes, position: int) -> bytes:
    rows = [line.split(b",") for line in content.split(b"\n")]
    return b"\n".join(b",".join(r[:position] + r[position + 1 :]) if len(r) > 1 else r[0] for r in rows)


def swapped(cells: list[bytes], a: int, b: int) -> list[bytes]:
    cells[a], cells[b] = cells[b], cells[a]
    return cells


@dataclass(frozen=True)
class Damage:
    """A change to one file, None to remove it, and findings (rule, column, start of the line) it must give.

    The start of a line is looked for in the damaged file; a number is the line itself.
    """

    name: str
    change: Callable[[bytes], bytes] | None
    findings: list[tuple[str, str, bytes | int]]
    table: str = "readings"
    elsewhere: list[tuple[str, str, str, bytes]] = field(default_factory=list)


CELL = b"general_staff_ua,2022-11-05,tanks"
NEXT = b"general_staff_ua,2022-11-06"
DAMAGES = [
    Damage(
        "one digit of one reading",
        lambda c: with_cells(c, ROW, lambda r: [*r[:4], r[4][:-1] + b"0", *r[5:]]),
        [],
        elsewhere=[("losses", "open_dispute", "cumulative", CELL)],
    ),
    Damage(
        "one digit of one published figure",
        lambda c: with_cells(c, CELL, lambda r: [*r[:3], r[3][:-1] + b"0", *r[4:]]),
        [("losses_follow_readings", "cumulative", CELL), ("change_is_difference", "change", CELL)],
        table="losses",
    ),
    Damage(
        "a day left out",
        lambda c: with_line(c, b"general_staff_ua,2022-11-05", lambda line: b"").replace(b"\n\n", b"\n"),
        [("report_gap", "report_date", NEXT)],
        table="reports",
        elsewhere=[("directions", "foreignKeys", "report_date", b"general_staff_ua,2022-11-05,avdiivka")],
    ),
    Damage(
        "two cells of a row exchanged, of different kinds",
        lambda c: with_cells(c, ROW, lambda r: swapped(r, 3, 4)),
        [
            ("type", "cumulative", b"general_staff_ua,2022-11-05,tanks,2"),
            ("foreignKeys", "transcription_id", b"general_staff_ua,2022-11-05,tanks,2"),
        ],
    ),
    Damage(
        "two cells of a row exchanged, both numbers",
        lambda c: with_cells(c, b"avdiivka,", lambda r: swapped(r, 6, 7)),
        [("coordinates_outside_oblast", "latitude", b"avdiivka,")],
        table="places",
    ),
    Damage(
        "two columns exchanged, header and all",
        lambda c: b"\n".join(
            b",".join(swapped(r, 2, 3)) if len(r := line.split(b",")) > 1 else line for line in c.split(b"\n")
        ),
        [("header", "transcription_id", 1)],
    ),
    Damage(
        "a reference to nowhere",
        lambda c: with_cells(c, ROW, lambda r: [*r[:2], b"submarinez", *r[3:]]),
        [("foreignKeys", "category_id", b"general_staff_ua,2022-11-05,submarinez")],
    ),
    Damage(
        "a word where a number belongs",
        lambda c: with_cells(c, ROW, lambda r: [*r[:4], b"many", r[5]]),
        [("type", "cumulative", ROW)],
    ),
    Damage(
        "a byte that is not UTF-8",
        lambda c: with_line(c, ROW, lambda line: line + b"\xff"),
        [("encoding", "", ROW)],
    ),
    Damage("a NUL byte", lambda c: with_line(c, ROW, lambda line: line + b"\0"), [("encoding", "", ROW)]),
    Damage(
        "cut in the middle of a row",
        lambda c: c[: c.index(ROW) + 40],
        [
            ("cut_file", "", b"general_staff_ua,2022-11-05,tanks,petroi"),
            ("structure", "", b"general_staff_ua,2022-11-05,tanks,petroi"),
        ],
    ),
    Damage("a column left out", lambda c: without_column(c, 4), [("header", "cumulative", 1)]),
    Damage("a key column left out", lambda c: without_column(c, 2), [("header", "category_id", 1)]),
    Damage(
        "a column added",
        lambda c: c.replace(b"\n", b",x\n").replace(b",x\n", b",extra\n", 1),
        [("header", "extra", 1)],
    ),
    Damage(
        "a column twice",
        lambda c: c.replace(b"cumulative", b"category_id", 1),
        [("header", "category_id", 1)],
    ),
    Damage("a column without a name", lambda c: c.replace(b"cumulative", b"", 1), [("header", "", 1)]),
    Damage("another separator", lambda c: c.replace(b",", b";"), [("header", "cumulative", 1)]),
    Damage("empty", lambda c: b"", [("empty_file", "", -1)]),
    Damage("only a line end", lambda c: b"\n", [("header", "cumulative", 1)]),
    Damage("gone", None, [("missing_file", "", -1)]),
    Damage("only its header", lambda c: c[: c.index(b"\n") + 1], [("bytes", "", -1), ("hash", "", -1)]),
    Damage("a mark of byte order", lambda c: b"\xef\xbb\xbf" + c, [("bytes", "", -1), ("hash", "", -1)]),
    Damage("other line ends", lambda c: c.replace(b"\n", b"\r\n"), [("bytes", "", -1), ("hash", "", -1)]),
    Damage("UTF-16", lambda c: c.decode().encode("utf-16"), [("encoding", "", 1)]),
    Damage("no table at all", lambda c: bytes(range(256)) * 64, [("encoding", "", 1)]),
    Damage(
        "a quote that is never closed",
        lambda c: with_line(c, ROW, lambda line: line + b'"x'),
        [("structure", "", ROW)],
    ),
    Damage("a blank line", lambda c: c.replace(b"\n", b"\n\n", 1), [("structure", "", 2)]),
    Damage(
        "a row too short", lambda c: with_line(c, ROW, lambda line: ROW[:-1]), [("structure", "", ROW[:-1])]
    ),
    Damage(
        "a row too long", lambda c: with_line(c, ROW, lambda line: line + b",1"), [("structure", "", ROW)]
    ),
    Damage(
        "a line end inside a cell, and a word further down",
        lambda c: with_cells(
            c.replace(b"Avdiivka,", b'"Avdi\nivka",', 1), b"bakhmut,", lambda r: [*r[:6], b"north", *r[7:]]
        ),
        [("type", "latitude", b"bakhmut,")],
        table="places",
    ),
    Damage(
        "a huge cell, and a word further down",
        lambda c: with_cells(
            c.replace(b"Avdiivka,", b'"\n' + b"A" * 300_000 + b'",', 1),
            b"bakhmut,",
            lambda r: [*r[:6], b"north", *r[7:]],
        ),
        [("type", "latitude", b"bakhmut,")],
        table="places",
    ),
]


def damaged(folder: Path, damage: Damage) -> tuple[Package, set[tuple[str, str, str, int]]]:
    """The package with one file damaged, and the findings that this must give."""
    file = folder / "data" / f"{damage.table}.csv"
    expected = set()
    if damage.change is None:
        file.unlink()
        content = b""
    else:
        content = damage.change(file.read_bytes())
        file.write_bytes(content)
    for rule, column, place in damage.findings:
        expected.add(
            (damage.table, rule, column, place if isinstance(place, int) else line_of(content, place))
        )
    for table, rule, column, start in damage.elsewhere:
        other = (folder / "data" / f"{table}.csv").read_bytes()
        expected.add((table, rule, column, line_of(other, start)))
    return open_package(folder), expected


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.name)
def test_damage_is_named_by_file_line_and_cell(folder, capsys, damage):
    package, expected = damaged(folder, damage)
    report = validate(package, today=TODAY)
    assert expected <= seen(report.findings), list(places(report.findings))[:10]
    assert not report.valid
    assert all(f.file == f"data/{f.table}.csv" for f in report.findings)

    assert run(["validate", str(folder), "--today", TODAY.isoformat()]) == 1
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    for table, rule, column, line in expected:
        place = f"data/{table}.csv{f':{line}' if line > 0 else ''}: {f'{column}: ' if column else ''}"
        assert [text for text in told.out.splitlines() if text.startswith(place) and f"[{rule}]" in text], (
            told.out
        )


def test_the_damages_are_many_and_the_small_package_is_right_without_them(folder, capsys):
    assert len(DAMAGES) >= 30
    assert run(["validate", str(folder), "--json", "--today", TODAY.isoformat()]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["valid"], document["findings"], document["engine"]) == (True, [], "duckdb")
    assert document["rules"] == len(open_package(folder).rules)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("datapackage.json", b"{"),
        ("datapackage.json", b"[]"),
        ("datapackage.json", b"\xff\xfe"),
        ("datapackage.json", None),
        ("schemas/actors.yaml", b"fields: [}"),
        ("schemas/actors.yaml", b"name: actors"),
        ("schemas/actors.yaml", b"fields: [{name: a, type: colour}]"),
        ("validators/open_dispute.sql", b"DROP TABLE losses"),
        ("validators/open_dispute.sql", b"\xff"),
    ],
)
def test_a_package_that_cannot_be_read_exits_with_2_and_names_the_file(folder, capsys, file, content):
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    assert run(["validate", str(folder)]) == 2
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert Path(file).stem in told.err
    with pytest.raises(WartallyError):
        validate(open_package(folder), today=TODAY)


SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "minimum": 1}},
        {"name": "name", "type": "string"},
        {"name": "day", "type": "date"},
    ],
    "primaryKey": ["id"],
}
SOUND = b'id,name,day\n1,a,2022-01-01\n2,"b, c",\n3,"d ""e""",2022-01-03\n4,f,2022-01-04\n'


def pair(root: Path, content: bytes, stated: bytes | None = None) -> Package:
    """A package of two files, the first with this content and the size of `stated`, the second sound."""
    (root / "one.csv").write_bytes(content)
    (root / "two.csv").write_bytes(SOUND)
    resources: list[dict[str, Any]] = [
        {"name": name, "path": f"{name}.csv", "encoding": "utf-8", "schema": SCHEMA}
        for name in ("one", "two")
    ]
    if stated is not None:
        resources[0]["bytes"] = len(stated)
    (root / "datapackage.json").write_text(
        json.dumps({"name": "pair", "resources": resources}), encoding="utf-8"
    )
    return open_package(root)


BOTH = ("duckdb", "pandera")
HEAD = b"id,name,day\n1,a,\n"
# Content, and all that the engines which share our reading of a file say of it: (rule, column, line).
READINGS = {
    "line ends of two kinds": (HEAD + b"2,b,\r\n0,c,\n", {("minimum", "id", 4)}),
    "a line end inside a cell": (
        HEAD + b'2,"b\n\nc",\n0,c,\nx,d,\n',
        {("minimum", "id", 6), ("type", "id", 7)},
    ),
    "a short row before a bad cell": (
        HEAD + b"2,b\n0,c,\nx,d,\n",
        {("structure", "", 3), ("minimum", "id", 4), ("type", "id", 5)},
    ),
    "a short row behind a line end in a cell": (
        HEAD + b'2,"b\nc",\n3,d\n0,e,\n',
        {("structure", "", 5), ("minimum", "id", 6)},
    ),
    "blank lines": (HEAD + b"\n0,c,\n\n", {("structure", "", 3), ("structure", "", 5), ("minimum", "id", 4)}),
    "blanks around numbers": (HEAD + b" 2,b,\n3,c, 2022-01-01\n", {("type", "id", 3), ("type", "day", 4)}),
    "a quoted blank": (HEAD + b'"","",""\n', {("required", "id", 3)}),
    "a key without its column": (b"name,day\na,\n", {("header", "id", 1)}),
    "a bad cell in a key twice": (HEAD + b"1.5,b,\n2,c,\n", {("type", "id", 3)}),
    # Files of other people's packages may end so, and end their lines in two ways.
    "no line end at the end": (HEAD + b"0,b,", {("minimum", "id", 3)}),
    "CR LF after LF": (b"id,name,day\n1,a,2022-01-01\r\n2,b,\n0,d,\n", {("minimum", "id", 4)}),
}


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize(("content", "expected"), READINGS.values(), ids=READINGS)
def test_rows_keep_their_lines_whatever_stands_before_them(tmp_path, content, expected, engine):
    report = validate(pair(tmp_path, content), engine, today=TODAY)
    assert seen(report.findings) == {("one", *finding) for finding in expected}, list(places(report.findings))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (HEAD + b'2,"b"c,\n0,d,\n', 3),
        (HEAD + b'2,"b,\n0,d,\n', 3),
        (HEAD + b"2,b\rc,\n", 3),
        (HEAD + b"2," + b"b" * 17_000_000 + b",\n", 3),
    ],
    ids=["text behind a quote", "open quote", "CR alone", "a line of 17 MB"],
)
def test_what_duckdb_cannot_read_is_named_by_its_line(tmp_path, content, line):
    report = validate(pair(tmp_path, content), today=TODAY)
    assert ("one", "structure", "", line) in seen(report.findings)
    assert all(len(f.value) <= 200 for f in report.findings)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.tuples(st.integers(0, len(SOUND)), st.integers(0, 12)),
    put=st.one_of(
        st.binary(max_size=8),
        st.sampled_from([b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b'""', b"\xd0", b"-"]),
    ),
)
@pytest.mark.parametrize("engine", QUICK_ENGINES)
def test_no_damage_stops_an_engine(tmp_path, engine, cut, put):
    start, length = cut
    content = SOUND[:start] + put + SOUND[start + length :]
    report = validate(pair(tmp_path, content, SOUND), engine, today=TODAY)
    assert not [f for f in report.findings if f.table != "one"], list(places(report.findings))
    if len(content) != len(SOUND):
        assert not report.valid
    assert all(f.file == "one.csv" and f.rule and f.message for f in report.findings)


def test_a_change_that_is_meant_is_right_again_after_sync(folder):
    (folder / "data" / "actors.csv").write_bytes(
        (folder / "data" / "actors.csv").read_bytes() + b"zz,Zz,Zz,media,,\n"
    )
    package = open_package(folder)
    assert {f.rule for f in validate(package, today=TODAY).findings} == {"bytes", "hash"}
    sync(package)
    assert not validate(open_package(folder), today=TODAY).findings


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_told_in_a_line(folder):
    command = [sys.executable, "-m", "wartally", "--package", str(folder), "codebook"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "wartally: No space left on device\n")
