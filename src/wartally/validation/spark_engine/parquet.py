"""Parquet files whose columns are of their fields' types: read by Spark itself, without a line of text."""

from __future__ import annotations

from bisect import bisect_right
from functools import reduce
from itertools import accumulate

import polars as pl
from pyspark.sql import DataFrame, SparkSession

from wartally.schema import Field, TableSchema
from wartally.sources.stored import stated_hash, stored
from wartally.sources.table import Table
from wartally.validation import compile as sql
from wartally.validation.findings import Finding
from wartally.validation.header import check_header
from wartally.validation.source import Opened
from wartally.validation.spark_engine.columns import no_bad_cells
from wartally.validation.spark_engine.dialect import spark_name, sql_text
from wartally.validation.spark_engine.lines import KIND, SAID, local_path
from wartally.validation.structure import FileFacts, check_stored

__all__ = ["file_of", "native", "opened_natively", "values"]

_WHOLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64)
_KEPT_AS = {
    "string": (pl.String,),
    "any": (pl.String,),
    "integer": _WHOLE,
    "year": _WHOLE,
    "number": (pl.Float64,),
    "boolean": (pl.Boolean,),
    "date": (pl.Date,),
}


def opened_natively(table: Table) -> Opened | None:
    """The table as its Parquet files are; None if it has others, or a cell might not be of its type."""
    if table.format != "parquet" or table.compression or table.absent:
        return None
    try:
        schemas = [pl.read_parquet_schema(part.path) for part in table.parts]
        found = stored([part.path for part in table.parts], stated_hash(table.resource)[0])
    except (OSError, pl.exceptions.PolarsError):
        return None
    header = list(schemas[0])
    if any(dict(other) != dict(schemas[0]) for other in schemas) or len(set(header)) != len(header):
        return None
    if not all(_of_its_type(f, schemas[0][f.name], table.schema) for f in _present(table.schema, header)):
        return None
    findings: list[Finding] = []
    if "bytes" in table.resource or "hash" in table.resource:
        findings += check_stored(found, table.name, table.file, table.resource, own=table.own)
    findings += check_header(header, table.schema, table.file, -1)
    facts = FileFacts(size=found.size, header=header)
    return Opened(table, facts, findings, None, table.parts)


def _present(schema: TableSchema, header: list[str]) -> list[Field]:
    return [field for field in schema.fields if field.name in header]


def _of_its_type(field: Field, kind: pl.DataType, schema: TableSchema) -> bool:
    """True if every value of a column is one of the field, and stands for no missing value."""
    if kind not in _KEPT_AS.get(field.type, ()):
        return False
    return sql.is_text(field) if kind == pl.String else set(schema.missing_of(field)) <= {""}


def values(spark: SparkSession, opened: Opened) -> DataFrame:
    """The rows in the order of the files, with their numbers, as they are kept."""
    schema, header = opened.table.schema, opened.facts.header if opened.facts else []
    frames = [spark.read.parquet(local_path(part.path)) for part in opened.parts]
    nothing = "CAST(NULL AS STRING)"
    return reduce(DataFrame.unionByName, frames).selectExpr(
        *(f"monotonically_increasing_id() AS {sql.ROW}", f"{nothing} AS {KIND}", f"{nothing} AS {SAID}"),
        *(_kept(field, schema) for field in _present(schema, header)),
        no_bad_cells(),
    )


def _kept(field: Field, schema: TableSchema) -> str:
    name = spark_name(field.name)
    if sql.is_text(field):
        texts = ", ".join(sql_text(text) for text in schema.missing_of(field))
        return f"CASE WHEN {name} NOT IN ({texts}) THEN {name} END AS {name}" if texts else name
    return f"CAST({name} AS BIGINT) AS {name}" if field.type in ("integer", "year") else name


def file_of(opened: Opened) -> list[int]:
    """How many rows the table has up to the end of each of its files."""
    counts = (pl.scan_parquet(p.path, glob=False).select(pl.len()).collect().item() for p in opened.parts)
    return list(accumulate(counts))


def native(opened: Opened, ends: list[int], order: int) -> tuple[str, int]:
    """The file in which a row stands; such files have no lines."""
    return opened.parts[min(bisect_right(ends, order), len(ends) - 1)].file, -1
