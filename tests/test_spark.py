"""The engine spark beside duckdb: the same findings, on whatever is wrong.

A query costs Spark much the same for ten rows as for a million, so everything that can be wrong is put into a
few packages, each validated once by both engines, in one session for the whole module.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.mutations import (
    CELL_KINDS,
    FAR_AWAY,
    Constraint,
    broken_kinds,
    candidates,
    constraints,
    without_references,
)
from tests.rule_examples import EXAMPLES
from tests.test_broken_files import HEAD, READINGS, SCHEMA
from tests.tools import lacking, need
from tests.workbench import TODAY, Bench, bench, places, rules, schemas, seen
from wartally.errors import BadArgument
from wartally.package import Package, open_package
from wartally.validation.engines import validate
from wartally.validation.findings import Finding, Report

# All of it in one process, so that there is one Spark.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def spark() -> Iterator[None]:
    """A Spark of two threads in this process, which every validation finds and uses."""
    need("java")
    if find_spec("pyspark") is None:
        lacking("pyspark")
    from wartally.validation.spark_engine.session import session

    with session("local[2]", 0):
        yield


def both(package: Package) -> tuple[Report, Report]:
    """What Spark says of a package, and DuckDB."""
    return validate(package, "spark", today=TODAY), validate(package, "duckdb", today=TODAY)


def agreed(package: Package) -> tuple[Finding, ...]:
    """The findings, after it was seen that both engines say the very same."""
    ours, theirs = both(package)
    apart = set(ours.findings) ^ set(theirs.findings)
    assert not apart, list(places(sorted(apart)))[:10]
    assert [f.as_json() for f in ours.findings] == [f.as_json() for f in theirs.findings]
    assert (ours.tables, ours.rules, ours.valid) == (theirs.tables, theirs.rules, theirs.valid)
    return ours.findings


def mutated(root: Path) -> tuple[Bench, set[tuple[str, str, str, int]]]:
    """The small package with every constraint of every schema broken, each by a row of its own at the end."""
    work, expected = bench(root), set()
    for number, constraint in enumerate(constraints()):
        row = dict(_candidate(work, constraint))
        column = constraint.columns[0] if len(constraint.columns) == 1 else ""
        if constraint.kind in CELL_KINDS:
            field = schemas()[constraint.table].field_of(column)
            texts = candidates(field, constraint.kind, row[column])
            row[column] = next(t for t in texts if broken_kinds(field, t) == {constraint.kind})
        elif constraint.reference is not None:
            kind = schemas()[constraint.table].field_of(column).type
            row[column] = f"nowhere_{number}" if kind == "string" else FAR_AWAY[kind]
            column = constraint.reference.fields[-1]
        work.rows[constraint.table].append(row)
        expected.add((constraint.table, constraint.kind, column, len(work.rows[constraint.table]) + 1))
    return work, expected


def _candidate(work: Bench, constraint: Constraint) -> dict[str, str]:
    """The row to break: the last of the package with something in all of the columns, if there is one."""
    fields = constraint.reference.fields if constraint.reference else constraint.columns
    rows = bench(work.root, [constraint.table]).rows[constraint.table]
    found = next((r for r in reversed(rows) if all(r[name] for name in fields)), rows[-1])
    return found | {name: found[name] or "nowhere" for name in (fields if constraint.reference else ())}


@pytest.mark.usefixtures("spark")
def test_every_constraint_that_is_broken_is_found_as_by_duckdb(tmp_path):
    work, expected = mutated(tmp_path)
    found = seen(agreed(work.package()))
    assert len(expected) >= 400
    assert not expected - found


def broken_rules(root: Path) -> list[Bench]:
    """Every rule broken on the small package: as many at once as go together, then what is left."""
    found: list[Bench] = []
    left = list(rules())
    while left:
        names = None if not found else {name for rule in left for name in rule.tables}
        work = bench(root / str(len(found)), rules=tuple(left))
        work.root.mkdir()
        for rule in left:
            _break(work, rule.id)
        work.schemas = {
            name: without_references(schema)
            for name, schema in work.schemas.items()
            if names is None or name in names
        }
        said = {f.rule for f in validate(work.package(), today=TODAY).findings}
        found.append(work)
        assert said & {rule.id for rule in left}
        left = [rule for rule in left if rule.id not in said]
    return found


def _break(work: Bench, rule: str) -> None:
    """Break a rule, if what others broke before has left something to break."""
    before = {table: [dict(row) for row in rows] for table, rows in work.rows.items()}
    try:
        EXAMPLES[rule](work)
    except (AssertionError, StopIteration, KeyError, IndexError, ValueError):
        work.rows = before


@pytest.mark.usefixtures("spark")
def test_every_rule_that_is_broken_is_found_as_by_duckdb(tmp_path):
    said: set[str] = set()
    for work in broken_rules(tmp_path):
        said |= {f.rule for f in agreed(work.package())}
    assert {rule.id for rule in rules()} <= said
    assert len(rules()) >= 44


@pytest.mark.usefixtures("spark")
def test_the_repository_is_as_valid_as_by_duckdb(real_package):
    findings = agreed(real_package)
    assert not [f for f in findings if f.severity == "error"], list(places(findings))[:20]


CONTENTS = {
    **{f"reading {name}": content for name, (content, _) in READINGS.items()},
    "another line end": HEAD + b"2,b,\r\n0,c,\n",
    "a line end like no other": HEAD + b"2,b\rc,\n",
    "an open quote": HEAD + b'2,"b,\n0,d,\n',
    "text behind a quote": HEAD + b'2,"b"c,\n0,d,\n',
    "quotes": HEAD + b'2,"b ""c"", d",\n"0","",""\n4,"e",2022-02-30\n',
    "a quote inside": HEAD + b'2,5" b,\n0,c,\n',
    "CR LF": (HEAD + b'2,"b",\n0,c\n\nx,d,\n').replace(b"\n", b"\r\n"),
    "letters": HEAD + "0,їжак 🦔,\n٣,b,2023-2-3\n".encode(),
    "no rows": b"id,name,day\n",
    "nothing": b"",
    "twice": HEAD + b"1,b,\n+1,c,2022-1-1\n",
    "_hidden": HEAD + b"0,b,\n",
    "signs [of] {all} *kinds*": HEAD + b"0,b,\n",
}


@pytest.mark.usefixtures("spark")
def test_a_damaged_file_is_told_as_by_duckdb(tmp_path):
    resources = []
    for number, (name, content) in enumerate(CONTENTS.items()):
        file = f"{name.replace(' ', '-')}.csv"
        (tmp_path / file).write_bytes(content)
        resources.append({"name": f"t{number}", "path": file, "schema": SCHEMA})
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "d", "resources": resources}), "utf-8")
    findings = agreed(open_package(tmp_path))
    assert len({f.table for f in findings}) >= len(CONTENTS) - 2
    assert {"structure", "type", "minimum", "required", "primaryKey"} <= {f.rule for f in findings}


def test_a_fault_in_a_worker_is_told_with_its_last_words():
    from wartally.validation.spark_engine.asking import first_line

    quoted = (
        "Traceback (most recent call last):\n a\nModuleNotFoundError: No module named 'wartally'\n\n at x"
    )
    said = first_line(ValueError(f"An exception was thrown from the Python worker:\n{quoted}"))
    worker = "An exception was thrown from the Python worker:"
    assert said == f"{worker} ModuleNotFoundError: No module named 'wartally'"
    assert first_line(ValueError("[NOT_FOUND] there is none\nplan")) == "[NOT_FOUND] there is none"
    assert first_line(ValueError()) == "ValueError"


def test_a_master_is_for_spark_only(small_package):
    with pytest.raises(BadArgument, match="a master is for the engine spark"):
        validate(small_package, "duckdb", today=TODAY, master="local[1]")


def command(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line on a package of one table, in a process of its own."""
    (folder / "one.csv").write_bytes(HEAD + b"0,b,\n")
    resources = [{"name": "one", "path": "one.csv", "schema": SCHEMA}]
    (folder / "datapackage.json").write_text(json.dumps({"name": "d", "resources": resources}), "utf-8")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "wartally",
            "validate",
            str(folder),
            "--engine",
            "spark",
            "--master",
            "local[1]",
        ],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )


@pytest.mark.usefixtures("spark")
def test_the_command_says_what_is_wrong_and_nothing_else(tmp_path):
    done = command(tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    assert "one.csv:3: id: must not be less than 1 (0) [minimum]" in done.stdout
    assert "1 table, 2 rows, 0 rules (spark)" in done.stdout
    assert "WARN" not in done.stdout


@pytest.mark.usefixtures("spark")
def test_without_java_one_line_says_so(tmp_path):
    done = command(tmp_path, PATH=str(tmp_path), JAVA_HOME="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("wartally: ")
    assert "Java" in done.stderr
    assert len(done.stderr.splitlines()) == 1
