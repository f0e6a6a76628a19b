"""Rules: one SQL file each, a query that selects the rows which break it.

A rule file begins with comment lines ``-- name: text`` (id, severity, tables, column, title,
description, and ``title@uk``/``description@uk``), then holds one portable query. The first of
`tables` is the subject: the query returns its primary key, a `value` and a `message`.
``:today`` stands for the current date. The same text runs in DuckDB, Spark and SQLite.
Pure: nothing here opens a file or a database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from wartally.errors import SchemaError
from wartally.sqlheader import split_header
from wartally.validation.findings import ERROR, WARNING, Severity

__all__ = ["Rule", "parse_rule", "query_for"]

_REQUIRED = ("id", "severity", "tables", "column", "title", "title@uk", "description", "description@uk")


@dataclass(frozen=True)
class Rule:
    """One rule: its identity, what it means in both languages, and its query."""

    id: str
    severity: Severity
    tables: tuple[str, ...]
    column: str
    title: str
    title_uk: str
    description: str
    description_uk: str
    sql: str

    @property
    def subject(self) -> str:
        """The table whose rows the rule finds fault with."""
        return self.tables[0]


def parse_rule(text: str, file: str) -> Rule:
    """The rule written in `text`; raises SchemaError, naming `file`, if its header is not complete."""
    header, sql = split_header(text)
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise SchemaError(f"validators/{file}: the header has no line `-- {missing[0]}: ...`")
    if header["id"] != file.removesuffix(".sql"):
        raise SchemaError(f"validators/{file}: the id {header['id']!r} is not the file's name")
    severity = header["severity"]
    if severity not in (ERROR, WARNING):
        raise SchemaError(f"validators/{file}: severity must be error or warning, not {severity!r}")
    if not re.match(r"(?is)\s*(select|with)\b", sql):
        raise SchemaError(f"validators/{file}: after the header there must be one SELECT query")
    return Rule(
        id=header["id"],
        severity=severity,
        tables=tuple(t.strip() for t in header["tables"].split(",")),
        column=header["column"],
        title=header["title"],
        title_uk=header["title@uk"],
        description=header["description"],
        description_uk=header["description@uk"],
        sql=sql.strip().rstrip(";"),
    )


def query_for(rule: Rule, dialect: str, today: date | None) -> str:
    """The rule's query in a dialect that sqlglot knows; `today` None leaves the clock to the database."""
    clock = f"'{today.isoformat()}'" if today else "CURRENT_DATE"
    if dialect == "sqlite":
        clock = clock if today else "date('now')"
    sql = re.sub(r":today\b", clock, rule.sql)
    if dialect == "duckdb":
        return sql
    import sqlglot

    return sqlglot.transpile(sql, read="duckdb", write=dialect, pretty=True)[0]
