"""The rules of somebody else's package: they read its tables, and nothing else of this machine."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.workbench import TODAY
from wartally.package import Package, open_package
from wartally.validation.duckdb_engine import validate
from wartally.validation.findings import Finding

HEADER = "".join(
    f"-- {name}: {text}\n"
    for name, text in {
        "id": "one",
        "severity": "error",
        "tables": "t",
        "column": "a",
        "title": "x",
        "title@uk": "x",
        "description": "x",
        "description@uk": "x",
    }.items()
)
OUTWARD = {
    "a file as text": "SELECT 1 AS a, content AS value FROM read_text('{secret}')",
    "a file as a table": "SELECT 1 AS a, * FROM '{secret}'",
    "a file as CSV": "SELECT 1 AS a, column0 AS value FROM read_csv('{secret}', header = false)",
    "a folder": "SELECT 1 AS a, file AS value FROM glob('{folder}/*')",
    "a file of Spark's": 'SELECT 1 AS a, _c0 AS value FROM csv."{secret}"',
    "an object of Python": "SELECT 1 AS a, value FROM loaded",
    "a method of Java": "SELECT 1 AS a, reflect('java.lang.System', 'getProperty', 'user.home') AS value",
    "a copy behind the query": "SELECT a FROM t; COPY t TO '{written}'",
    "a database behind the query": "SELECT a FROM t; ATTACH '{written}' AS other",
    "a change of the data": "SELECT a FROM t; DELETE FROM t",
    "a setting": "SELECT a FROM t; SET enable_external_access = true",
    "an extension": "SELECT a FROM t; INSTALL httpfs",
    "a log": "SELECT 1 AS a FROM enable_logging(storage = 'file', storage_path = '{written}')",
}
HARMLESS = (
    "SELECT a, b AS value, 'm;' AS message FROM t WHERE b = 4; -- with a remark",
    "WITH q AS (SELECT * FROM t) SELECT a, b AS value FROM Q WHERE b = 4",
    "SELECT a, b AS value FROM t JOIN generate_series(4, 4) AS s(n) ON t.b = s.n",
)


def package(folder: Path, query: str) -> Package:
    """A package of one table and one rule."""
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}]
    table = {"name": "t", "path": "t.csv", "schema": {"fields": fields, "primaryKey": ["a"]}}
    (folder / "validators").mkdir(parents=True)
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [table]}))
    (folder / "t.csv").write_text("a,b\n1,2\n3,4\n")
    (folder / "validators/one.sql").write_text(HEADER + query)
    return open_package(folder)


def places(folder: Path) -> dict[str, Path]:
    (folder / "secret.csv").write_text("hidden\nhidden\n")
    return {"secret": folder / "secret.csv", "folder": folder, "written": folder / "written"}


def findings(folder: Path, query: str) -> list[Finding]:
    return list(validate(package(folder / "package", query), TODAY).findings)


@pytest.mark.parametrize("query", OUTWARD.values(), ids=OUTWARD.keys())
def test_a_rule_reaches_nothing_outside_of_its_package(tmp_path, query):
    (found,) = findings(tmp_path, query.format(**places(tmp_path)))
    assert found.rule == "one"
    assert found.file == "validators/one.sql"
    assert found.message.startswith("the rule cannot be run: ")
    assert not (tmp_path / "written").exists()


@pytest.mark.parametrize("query", HARMLESS)
def test_a_rule_of_one_query_runs(tmp_path, query):
    (found,) = findings(tmp_path, query)
    assert (found.line, found.value) == (3, "4"), found.message


@pytest.mark.skipif(find_spec("pyspark") is None, reason="Spark is not installed")
def test_the_same_rules_are_refused_and_run_in_spark(tmp_path):
    from wartally.validation.spark_engine.confining import refusal

    known = places(tmp_path)
    assert [name for name, query in OUTWARD.items() if not refusal(query.format(**known), ["t"])] == []
    assert [query for query in HARMLESS if refusal(query, ["t"])] == []
