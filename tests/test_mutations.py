"""Every constraint of every schema, broken once: exactly that finding appears, in every engine.

What an engine cannot express is declared in `BEYOND`, and shown to be so: there it says nothing.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.mutations import (
    BAD_TEXTS,
    CELL_KINDS,
    KEY_KINDS,
    Constraint,
    at_the_edge,
    break_one,
    constraints,
    sample,
    sole_key,
    tables_with_rows,
)
from tests.workbench import QUICK_ENGINES, TODAY, places, schemas, seen
from wartally.validation.engines import validate

# What an engine passes over: (engine, kind of constraint, text or None for any) and why.
BEYOND = {
    ("pandera", "foreignKeys", None): "a model sees one table",
    ("frictionless", "uniqueKeys", None): "read from the schema, never looked at",
    ("frictionless", "type", "99999999999999999999"): "its whole numbers have no end",
    ("frictionless", "type", "1_200"): "it reads numbers as Python does",
    ("frictionless", "type", "१२"): "it reads numbers as Python does",
    ("frictionless", "type", " 12"): "it strips numbers",
    ("frictionless", "type", "12 "): "it strips numbers",
    ("frictionless", "type", "1_0.5"): "it reads numbers as Python does",
    ("frictionless", "type", " 1.5"): "it strips numbers",
    ("frictionless", "type", "+infinity"): "it reads numbers as Python does",
    ("frictionless", "type", "+NaN"): "it reads numbers as Python does",
    ("frictionless", "type", "1e400"): "its numbers have no end",
    ("frictionless", "type", "2023-2-3"): "it reads dates as Python does",
}
ALL = constraints()


def beyond(engine: str, constraint: Constraint) -> bool:
    return (engine, constraint.kind, None) in BEYOND


def said_as_well(engine: str, constraint: Constraint) -> set[tuple[str, str, str]]:
    """What an engine adds of necessity: frictionless tells of a key without any value once more."""
    twice = engine == "frictionless" and constraint.kind in ("required", "type") and sole_key(constraint)
    return {(constraint.table, "primaryKey", constraint.columns[0])} if twice else set()


def test_no_constraint_and_no_table_is_left_out():
    kinds = Counter(c.kind for c in ALL)
    assert set(kinds) == {*CELL_KINDS, *KEY_KINDS, "foreignKeys"}
    assert len(schemas()) >= 22
    assert len(ALL) >= 400
    assert kinds["primaryKey"] == len(schemas()) == len(tables_with_rows())
    assert set(QUICK_ENGINES) == {"duckdb", "pandera", "frictionless"}
    assert {engine for engine, _, _ in BEYOND} == {"pandera", "frictionless"}
    assert {text for _, _, text in BEYOND} <= {
        None,
        *(text for texts in BAD_TEXTS.values() for text in texts),
    }


@pytest.mark.parametrize("engine", QUICK_ENGINES)
@pytest.mark.parametrize("constraint", ALL, ids=str)
def test_a_broken_constraint_is_the_one_finding(tmp_path, constraint, engine):
    broken = break_one(tmp_path, constraint)
    findings = validate(broken.bench.package(), engine, today=TODAY).findings
    expected = set() if beyond(engine, constraint) else {broken.expected}
    line = broken.expected[3]
    expected |= {(*finding, line) for finding in said_as_well(engine, constraint)}
    assert seen(findings) == expected, list(places(findings))
    assert len(findings) == len(expected)
    for finding in findings:
        assert finding.file == f"{constraint.table}.csv"
        assert finding.message


@pytest.mark.parametrize("engine", QUICK_ENGINES)
@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in BAD_TEXTS for text in BAD_TEXTS[kind]])
def test_a_text_that_is_not_of_its_type_is_named(tmp_path, kind, text, engine):
    findings = validate(sample(tmp_path, kind, text).package(), engine, today=TODAY).findings
    silent = (engine, "type", text) in BEYOND
    assert seen(findings) == (set() if silent else {("sample", "type", "value", 3)}), list(places(findings))
    for finding in findings:
        assert (finding.value, finding.key, finding.file) == (text, (("id", "b"),), "sample.csv")


@pytest.mark.parametrize("engine", QUICK_ENGINES)
@pytest.mark.parametrize("table", schemas())
def test_what_is_just_allowed_is_not_a_finding(tmp_path, table, engine):
    findings = validate(at_the_edge(tmp_path, table).package(), engine, today=TODAY).findings
    assert not findings, list(places(findings))


@pytest.mark.parametrize("engine", QUICK_ENGINES)
def test_the_small_package_is_valid(workspace, engine):
    report = validate(workspace.package(), engine, today=TODAY)
    assert not report.findings, list(places(report.findings))
    assert [name for name, _ in report.tables] == sorted(schemas())
    # A first release changes nothing: until there is a second one, `changes` has no rows.
    assert {table for table, rows in report.tables if not rows} <= {"changes"}
    assert report.rules == (len(workspace.rules) if engine == "duckdb" else 0)


def test_the_repository_is_valid(real_package):
    report = validate(real_package, today=TODAY)
    assert not [f for f in report.findings if f.severity == "error"], list(places(report.findings))[:20]
    # A first release changes nothing: until there is a second one, `changes` has no rows.
    assert {table for table, rows in report.tables if not rows} <= {"changes"}
