"""The mutation score: every kind of constraint on every type, broken once, is found, and nothing else is.

And the other way round: a check that is left out of what is compiled, or that compares the wrong way, turns a
case of the corpus red. So no check is there that no test would miss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.corpus import Case, case, cases, verdict
from tests.kinds import KINDS, broken_everywhere
from wartally.schema import TYPES
from wartally.sources.flat import Flat, flat
from wartally.sources.table import Table
from wartally.validation import compile as sql
from wartally.validation import source, structure
from wartally.validation.compile import checks
from wartally.validation.duckdb_engine import loading
from wartally.validation.findings import Finding

LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
ROW_RULES = ("required", "enum", "pattern", *LIMITS, "minLength", "maxLength", "jsonSchema", "categories")
KEY_RULES = ("primaryKey", "uniqueKeys", "unique")
FREE = ("string", "any")


def test_every_constraint_of_every_type_is_broken_once(tmp_path):
    made = broken_everywhere()
    found, messages = verdict(made.write(tmp_path / "kinds"))
    assert found == set(made.expected)
    assert len(messages) == len(made.expected) == len(found) >= 220


def test_no_type_and_no_constraint_is_left_out():
    made = broken_everywhere()
    rules = Counter(e.rule for e in made.expected)
    types = {str(kind.of["type"]) for kind in KINDS}
    assert types == set(TYPES)
    assert {str(k.of["type"]) for k in KINDS if k.wrong} | set(FREE) == types
    assert {*ROW_RULES, *KEY_RULES, "type", "foreignKeys", "header", "structure"} <= set(rules)
    assert set(checks._RULES) <= set(ROW_RULES)
    for rule, least in (("required", 30), ("unique", 30), ("enum", 30), ("type", 28), ("minimum", 15)):
        assert rules[rule] >= least
    ranged = {str(k.of["type"]) for k in KINDS if set(LIMITS) <= set(k.breaks)}
    assert ranged == {"integer", "number", "datetime", "date", "time", "year", "yearmonth", "duration"}


def first(rule: str, of_type: str = "") -> Case:
    """A case of the corpus that tells of this rule, on a column of the type if one is named."""
    for found in cases():
        told = {e.rule for e in found.expected()} if found.refused is None else set()
        field = found.raw.get("field")
        kind = field if isinstance(field, str) else (field or {}).get("type", "")
        if rule in told and found.mergeable and of_type in ("", kind):
            return found
    raise AssertionError(f"no case tells of {rule} {of_type}")


def green(tmp_path, tried: Case) -> bool:
    """True if the case has the verdict it should have."""
    return verdict(tried.write(tmp_path / "package"))[0] == tried.expected()


@pytest.mark.parametrize("rule", ROW_RULES)
def test_a_constraint_that_is_not_compiled_is_missed(tmp_path, monkeypatch, rule):
    compiled = sql.row_checks
    monkeypatch.setattr(sql, "row_checks", lambda *a: [c for c in compiled(*a) if c.rule != rule])
    assert not green(tmp_path, first(rule))


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind != "any"])
def test_a_type_that_is_not_compiled_is_missed(tmp_path, monkeypatch, kind):
    select = sql.bad_cells_select

    def blind(field: Any, *more: Any) -> str:
        return select(field, *more) + (" AND FALSE" if field.type == kind else "")

    monkeypatch.setattr(sql, "bad_cells_select", blind)
    assert not green(tmp_path, first("type", kind))


@pytest.mark.parametrize("rule", KEY_RULES)
def test_a_key_that_is_not_compiled_is_missed(tmp_path, monkeypatch, rule):
    select = sql.duplicates_select
    monkeypatch.setattr(sql, "duplicates_select", lambda *a: select(*a) + " AND FALSE")
    assert not green(tmp_path, first(rule))


def test_a_reference_that_is_not_compiled_is_missed(tmp_path, monkeypatch):
    select = sql.orphans_select
    monkeypatch.setattr(sql, "orphans_select", lambda *a: select(*a) + " AND FALSE")
    assert not green(tmp_path, first("foreignKeys"))


# A mark in the compiled SQL, what it is turned into, and the case that tells the difference.
TURNED = (
    ("row_checks", " < 0", " <= 0", "minimum and maximum: whole numbers"),
    ("row_checks", " > 100", " >= 100", "minimum and maximum: whole numbers"),
    ("row_checks", " <= 0", " < 0", "exclusive limits: whole numbers"),
    ("row_checks", " >= 10", " > 10", "exclusive limits: whole numbers"),
    ("row_checks", " < ", " <= ", "minimum and maximum: dates"),
    ("row_checks", " <= ", " < ", "exclusive limits: times"),
    ("row_checks", " < ", " <= ", "minimum and maximum: months of years"),
    ("row_checks", "'>', '='", "'>'", "minimum and maximum: durations"),
    ("row_checks", " < 2", " <= 2", "length: of text, in characters"),
    ("row_checks", " > 2", " >= 2", "length: of an array, in items"),
    ("row_checks", "NOT IN", "IN", "enum: words"),
    ("row_checks", "regexp_full_match", "regexp_matches", "pattern: the whole of the text"),
    ("row_checks", "IS NULL", "IS NOT NULL", "required: blanks are a value"),
    ("duplicates_select", "> repeated._", ">= repeated._", "unique key: of two columns"),
    ("duplicates_select", "COUNT(*) > 1", "COUNT(*) > 2", "primary key: many rows with two alike"),
    ("orphans_select", ' AND t."b" IS NOT NULL', "", "foreign key: of two columns, nothing in one of them"),
    ("orphans_select", ' AND o."k" = t."b"', "", "foreign key: of two columns"),
)  # fmt: skip


@pytest.mark.parametrize(("function", "mark", "turned", "name"), TURNED)
def test_a_comparison_the_wrong_way_is_noticed(tmp_path, monkeypatch, function, mark, turned, name):
    compiled = getattr(sql, function)
    met = []

    def wrong(text: str) -> str:
        met.append(mark in text)
        return text.replace(mark, turned)

    def mutant(*arguments: Any) -> Any:
        made = compiled(*arguments)
        if isinstance(made, str):
            return wrong(made)
        return [checks.Check(c.rule, c.column, wrong(c.broken), c.message) for c in made]

    monkeypatch.setattr(sql, function, mutant)
    noticed = not green(tmp_path, case(name))
    assert any(met), (mark, "is not in what was compiled")
    assert noticed


def nothing(*_: Any, **__: Any) -> Iterator[Finding]:
    """A look at a file that sees nothing."""
    return iter(())


@pytest.mark.parametrize(
    ("rule", "function"), [("header", "check_header"), ("bytes", "check_stored"), ("hash", "check_stored")]
)
def test_a_look_at_the_file_that_is_left_out_is_missed(tmp_path, monkeypatch, rule, function):
    for module in (structure, source):
        monkeypatch.setattr(module, function, nothing)
    assert not green(tmp_path, first(rule))


@pytest.mark.parametrize("rule", ["encoding", "empty_file", "compression", "structure"])
def test_what_is_met_while_a_file_is_read_is_missed_if_it_is_not_told(tmp_path, monkeypatch, rule):
    def silent(table: Table) -> Flat:
        copy = flat(table)
        return replace(copy, faults=[fault for fault in copy.faults if fault.rule != rule])

    monkeypatch.setattr(source, "flat", silent)
    monkeypatch.setattr(structure, "check_file", nothing)
    monkeypatch.setattr(source, "check_file", nothing)
    monkeypatch.setattr(loading, "rejected_lines", nothing)
    monkeypatch.setattr(loading, "blank_rows", nothing)
    assert not green(tmp_path, first(rule))
