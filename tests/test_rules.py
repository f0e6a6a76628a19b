"""Every rule, broken once: exactly that finding appears, and SQLite says the same as DuckDB."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
import sqlglot

from tests.rule_examples import EXAMPLES
from tests.workbench import TODAY, Bench, bench, places, rules, schemas, seen, typed_rows
from wartally.errors import SchemaError
from wartally.schema import TableSchema
from wartally.validation.engines import validate
from wartally.validation.rules import Rule, parse_rule, query_for

BY_ID = {rule.id: rule for rule in rules()}
CUSTOM = """-- id: nothing
-- severity: error
-- tables: actors
-- column: kind
-- title: Nothing
-- title@uk: Нічого
-- description: Finds nothing,
--   on two lines.
-- description@uk: Нічого не знаходить.
SELECT actor_id FROM actors WHERE FALSE;
"""


def test_every_rule_has_an_example_and_every_example_a_rule():
    assert set(EXAMPLES) == set(BY_ID)
    assert len(BY_ID) >= 44


@pytest.mark.parametrize("rule", BY_ID.values(), ids=BY_ID)
def test_a_rule_finds_what_breaks_it_and_nothing_else(workspace, rule):
    fault = EXAMPLES[rule.id](workspace)
    report = validate(workspace.package(), today=TODAY)
    expected = {
        (rule.subject, rule.id, rule.column, workspace.line(rule.subject, fault.row) if fault.row else -1)
    }
    for name, row in fault.with_:
        other = BY_ID[name]
        expected.add((other.subject, other.id, other.column, workspace.line(other.subject, row)))
    assert seen(report.findings) == expected, list(places(report.findings))
    found = [f for f in report.findings if f.rule == rule.id]
    assert {f.severity for f in found} == {rule.severity}
    assert report.valid is all(f.severity == "warning" for f in report.findings)
    for finding in found:
        assert finding.message
        assert tuple(name for name, _ in finding.key) == schemas()[rule.subject].primary_key
    assert in_sqlite(workspace, rule) == sorted({(f.key, rounded(f.value)) for f in found})


def test_every_rule_is_silent_in_sqlite_on_what_is_right(tmp_path):
    work = bench(tmp_path)
    assert {rule.id: in_sqlite(work, rule) for rule in rules()} == {name: [] for name in BY_ID}


def in_sqlite(work: Bench, rule: Rule) -> list[tuple[tuple[tuple[str, str], ...], str]]:
    """The key and value of each row that the rule finds in an SQLite database of the same rows."""
    database = sqlite3.connect(":memory:")
    for name in rule.tables:
        fill(database, work.schemas[name], work)
    database.row_factory = sqlite3.Row
    rows = database.execute(query_for(rule, "sqlite", TODAY)).fetchall()
    database.close()
    key = schemas()[rule.subject].primary_key
    return sorted({(tuple((k, str(row[k])) for k in key), rounded(str(row["value"] or ""))) for row in rows})


def rounded(value: str) -> str:
    """A value as text; of a decimal number, the digits that every database writes."""
    try:
        return f"{float(value):.9g}"
    except ValueError:
        return value


def fill(database: sqlite3.Connection, schema: TableSchema, work: Bench) -> None:
    columns = ", ".join(f'"{name}"' for name in schema.field_names)
    database.execute(f"CREATE TABLE {schema.name} ({columns})")
    marks = ", ".join("?" * len(schema.fields))
    rows = typed_rows(schema, work.rows[schema.name])
    cells = [[plain(row[name]) for name in schema.field_names] for row in rows]
    database.executemany(f"INSERT INTO {schema.name} VALUES ({marks})", cells)


def plain(value: object) -> object:
    """A value as SQLite keeps it: dates as ISO text, booleans as 0 and 1."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


@pytest.mark.parametrize("today", [TODAY, None])
@pytest.mark.parametrize("rule", BY_ID.values(), ids=BY_ID)
def test_a_rule_is_one_query_in_every_dialect(rule, today):
    for dialect in ("duckdb", "sqlite", "spark"):
        text = query_for(rule, dialect, today)
        (query,) = sqlglot.parse(text, read=dialect)
        assert isinstance(query, sqlglot.exp.Query)
        assert ":today" not in text
        made = {table.alias for table in query.find_all(sqlglot.exp.CTE)}
        read = {table.name for table in query.find_all(sqlglot.exp.Table)} - made
        assert read | {rule.subject} == set(rule.tables)


@pytest.mark.parametrize("rule", BY_ID.values(), ids=BY_ID)
def test_a_rule_says_what_it_is_about(rule):
    assert set(rule.tables) <= set(schemas())
    assert rule.column in schemas()[rule.subject].field_names
    for text in (rule.title, rule.title_uk, rule.description, rule.description_uk):
        assert text.strip()
    assert rule.description.endswith(".")
    assert any("а" <= c <= "я" for c in rule.title_uk.lower())


def test_a_rule_is_read_with_its_continued_lines():
    rule = parse_rule(CUSTOM, "nothing.sql")
    assert rule.description == "Finds nothing, on two lines."
    assert rule.sql == "SELECT actor_id FROM actors WHERE FALSE"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("-- column: kind\n", "", "no line `-- column: ...`"),
        ("id: nothing", "id: something", "is not the file's name"),
        ("severity: error", "severity: dreadful", "must be error or warning"),
        ("SELECT", "DELETE", "one SELECT query"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(old, new, said):
    with pytest.raises(SchemaError, match=r"validators/nothing\.sql") as failed:
        parse_rule(CUSTOM.replace(old, new, 1), "nothing.sql")
    assert said in str(failed.value)


def test_a_rule_that_cannot_be_run_is_a_finding(workspace):
    workspace.rules = (parse_rule(CUSTOM.replace("actor_id", "no_such"), "nothing.sql"),)
    (finding,) = validate(workspace.package(), today=TODAY).findings
    assert (finding.rule, finding.file) == ("nothing", "validators/nothing.sql")
    assert "no_such" in finding.message
