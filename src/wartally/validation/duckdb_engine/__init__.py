"""The default engine: DuckDB reads the files, casts every cell and lists all that is wrong."""

from __future__ import annotations

from datetime import date

from wartally.package import Package
from wartally.validation.duckdb_engine.checking import constraints, foreign_keys
from wartally.validation.duckdb_engine.connecting import confine, connect
from wartally.validation.duckdb_engine.loading import Loaded, load_table
from wartally.validation.duckdb_engine.ruling import rule_findings
from wartally.validation.findings import Finding, Report, report_of
from wartally.validation.running import interruptible, step

__all__ = ["ENGINE", "validate"]

ENGINE = "duckdb"


def validate(package: Package, today: date) -> Report:
    """All findings about a package's files, cells, keys and rules; `today` is the clock for rules.

    Raises DescriptorError or SchemaError if the package itself cannot be read.
    """
    tables, rules = package.tables, package.rules
    with connect(package.schemas.values()) as connection, interruptible(connection.interrupt):
        findings: list[Finding] = []
        loaded: dict[str, Loaded] = {}
        for table in tables.values():
            step("reading", table.name, _rows(loaded))
            result = load_table(connection, table, findings)
            if result:
                loaded[table.name] = result
        for result in loaded.values():
            step("checking", result.table.name, _rows(loaded))
            findings += constraints(connection, result)
        for result in loaded.values():
            step("following the keys of", result.table.name, _rows(loaded))
            findings += foreign_keys(connection, result, loaded)
        confine(connection)
        for rule in rules:
            step(f"running the rule {rule.id} on", rule.subject, _rows(loaded))
            findings += rule_findings(connection, rule, loaded, today)
        counts = [(name, loaded[name].rows if name in loaded else 0) for name in tables]
    return report_of(ENGINE, counts, len(rules), findings)


def _rows(loaded: dict[str, Loaded]) -> int:
    return sum(table.rows for table in loaded.values())
