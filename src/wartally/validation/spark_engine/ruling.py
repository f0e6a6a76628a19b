"""The rules of `validators/`, each a query over the typed tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import Row, SparkSession

from wartally.validation import compile as sql
from wartally.validation.findings import Finding
from wartally.validation.rules import Rule, query_for
from wartally.validation.saying import broken_rule, unrunnable
from wartally.validation.spark_engine.asking import Asking, first_line
from wartally.validation.spark_engine.confining import refusal
from wartally.validation.spark_engine.dialect import spark_name, spark_query
from wartally.validation.spark_engine.tables import Loaded
from wartally.validation.spark_engine.texts import python_text

__all__ = ["rule_findings"]


@dataclass(frozen=True)
class _Asked:
    """A rule whose query Spark understands: the columns it returns, and their types."""

    rule: Rule
    query: str
    types: Mapping[str, str]


def rule_findings(
    asking: Asking, rules: Iterable[Rule], loaded: Mapping[str, Loaded], today: date
) -> Iterator[Finding]:
    """The rows that break a rule; where a table could not be read, that table's own finding stands for it."""
    asked = []
    for rule in rules:
        if all(name in loaded and loaded[name].complete for name in rule.tables):
            refused = refusal(query_for(rule, "duckdb", today), loaded)
            if refused:
                yield unrunnable(rule, refused)
                continue
            try:
                asked.append(_understood(asking.spark, rule, loaded, today))
            except PySparkException as error:
                yield unrunnable(rule, first_line(error))
    queries = [_asking(n, a, loaded[a.rule.subject], asking.most) for n, a in enumerate(asked)]
    for some in asking.batches(queries):
        yield from _answers(asking, some, asked, loaded)


def _understood(spark: SparkSession, rule: Rule, loaded: Mapping[str, Loaded], today: date) -> _Asked:
    types = {name: loaded[name].types for name in rule.tables}
    query = spark_query(query_for(rule, "duckdb", today), types)
    return _Asked(rule, query, dict(spark.sql(query).dtypes))


def _asking(number: int, asked: _Asked, subject: Loaded, most: int) -> str:
    """What the rule's query returns as text, each row with the number of the subject's row of its key."""
    names = list(asked.types)
    texts = ", ".join(f"CAST(found.{spark_name(name)} AS STRING)" for name in names)
    key = subject.table.schema.primary_key
    found, row = f"({asked.query}) AS found", "CAST(NULL AS BIGINT)"
    if key and set(key) <= set(names):
        match = " AND ".join(f"found.{spark_name(k)} = of.{spark_name(k)}" for k in key)
        found += f" LEFT JOIN {spark_name(subject.view)} AS of ON {match}"
        row = f"of.{sql.ROW}"
    return f"SELECT {number} AS number, {row} AS row, array({texts}) AS texts FROM {found} LIMIT {most}"


def _answers(
    asking: Asking, queries: Sequence[str], asked: Sequence[_Asked], loaded: Mapping[str, Loaded]
) -> list[Finding]:
    """The findings of some rules asked together; if one fails, each is asked alone, to know which."""
    try:
        return [_finding(asked[row.number], loaded, row) for row in asking.rows(queries)]
    except PySparkException as error:
        if len(queries) > 1:
            return [f for query in queries for f in _answers(asking, [query], asked, loaded)]
        number = int(queries[0].split(maxsplit=2)[1])
        return [unrunnable(asked[number].rule, first_line(error))]


def _finding(asked: _Asked, loaded: Mapping[str, Loaded], row: Row) -> Finding:
    subject = loaded[asked.rule.subject]
    values: dict[str, Any] = {
        name: python_text(text, kind)
        for (name, kind), text in zip(asked.types.items(), row.texts, strict=True)
    }
    key = subject.table.schema.primary_key
    file, line = (subject.table.file, -1) if row.row is None else subject.place(row.row)
    return broken_rule(asked.rule, file, line, values, key)
