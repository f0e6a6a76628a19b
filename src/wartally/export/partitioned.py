"""A package as partitioned Parquet, for packages too large for SQLite: a folder per table, a file per part.

The same types, descriptions and metadata as the export's Parquet. The rows are streamed, so no table need
fit into memory; what a table is partitioned by stands in the folders' names (column=value), as Hive has it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds

from wartally.errors import BadArgument, BuildFailed
from wartally.export.parquet import about_table, arrow_column, arrow_schema, arrow_type
from wartally.export.source import Source
from wartally.export.staging import staged
from wartally.frames import storage_type
from wartally.package import Package
from wartally.schema import Field, TableSchema
from wartally.sources.plain import whole
from wartally.sources.table import Table
from wartally.streaming import Unstreamable, frames_of
from wartally.validation.engines import validate
from wartally.validation.findings import Report

__all__ = ["MANIFEST", "build", "partitions"]

MANIFEST = "manifest.json"
# A reader skips what it need not read by row group: large enough to compress, small enough to skip.
_GROUP = 131_072
_FILE_ROWS = 8 * 1_048_576
_MOST_PARTS = 1000


def build(package: Package, target: Path, today: date, by: Mapping[str, Sequence[str]]) -> Report:
    """Write the package to the folder `target` if it is valid; the report of the validation.

    `by` names the columns by which tables are partitioned, instead of those of the schema. All files
    take their places together, and those of an earlier build that are no longer made go. Raises
    BuildFailed, leaving `target` as it was, if the package has a finding of severity error, BadArgument
    if a table cannot be partitioned so.
    """
    chosen = partitions(package.schemas, by)
    report = validate(package, today=today)
    if not report.valid:
        errors = sum(f.severity == "error" for f in report.findings)
        raise BuildFailed(f"{errors} errors, so {target} was not built; run `wartally validate` to see them")
    source = Source(package, "")
    with staged(target) as stage:
        stage.gone |= _earlier(target)
        for name, table in package.tables.items():
            _write(source, whole(table), stage.path / source.file_names[name], chosen[name])
        files = [_told(stage.path, name) for name in stage.names]
        rows = dict(report.tables)
        tables = [
            {"name": n, "path": source.file_names[n], "rows": rows[n], "partitionedBy": list(chosen[n])}
            for n in package.tables
        ]
        told = {"package": package.name, "version": package.version, "tables": tables, "files": files}
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        (stage.path / MANIFEST).write_text(text, encoding="utf-8")
    return report


def partitions(
    schemas: Mapping[str, TableSchema], by: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """The columns by which each table is partitioned: those named in `by`, else under `site.partition`."""
    for name, columns in by.items():
        if name not in schemas:
            raise BadArgument(f"there is no table {name!r}; the tables are {', '.join(sorted(schemas))}")
        for column in columns:
            if column not in schemas[name].field_names:
                raise BadArgument(f"{name} has no column {column!r} to be partitioned by")
    return {name: tuple(by.get(name, schema.site.get("partition", ()))) for name, schema in schemas.items()}


def _type_of(field: Field) -> pl.DataType | type[pl.DataType]:
    return pl.Date if field.type == "date" else storage_type(field)


def _write(source: Source, table: Table, folder: Path, columns: Sequence[str]) -> None:
    """Write one table; again, read at once, if its file cannot be read in parts."""
    try:
        _write_rows(source, table, folder, columns, streaming=True)
    except Unstreamable:
        _write_rows(source, table, folder, columns, streaming=False)


def _write_rows(source: Source, table: Table, folder: Path, columns: Sequence[str], streaming: bool) -> None:
    kinds = _kinds(table, columns, streaming)
    whole_schema = arrow_schema(table.schema, kinds, about_table(source, table.name))
    own = pa.schema([pa.field(name, _flat(whole_schema.field(name).type)) for name in columns])
    rows = pa.RecordBatchReader.from_batches(whole_schema, _batches(table, whole_schema, streaming))
    parquet = ds.ParquetFileFormat()
    ds.write_dataset(
        rows,
        folder,
        format=parquet,
        file_options=parquet.make_write_options(compression="zstd"),
        partitioning=ds.partitioning(own, flavor="hive") if columns else None,
        basename_template="part-{i}.parquet",
        max_rows_per_group=_GROUP,
        min_rows_per_group=_GROUP if len(columns) == 0 else _GROUP // 4,
        max_rows_per_file=_FILE_ROWS,
        max_partitions=_MOST_PARTS,
        # One thread, so that the rows are in the same order every time.
        use_threads=False,
        existing_data_behavior="delete_matching",
    )


def _flat(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _kinds(table: Table, columns: Sequence[str], streaming: bool) -> list[pa.DataType]:
    """The Arrow types of a table's columns, wide enough for all values; looks at the rows once.

    Raises BadArgument if there are too many values to partition by.
    """
    numbers = [f.name for f in table.schema.fields if f.type == "integer"]
    ranges: dict[str, list[Any]] = {name: [] for name in numbers}
    parts: set[tuple[Any, ...]] = set()
    for frame in frames_of(table, _type_of, streaming) if numbers or columns else ():
        for name in numbers:
            ranges[name] += [frame[name].min(), frame[name].max()]
        if columns:
            parts |= set(frame.select(columns).unique().iter_rows())
        if len(parts) > _MOST_PARTS:
            said = f"{', '.join(columns)} have more than {_MOST_PARTS} different values"
            raise BadArgument(f"{table.name} cannot be partitioned so: {said}")
    return [arrow_type(f, pl.Series(f.name, ranges.get(f.name, []))) for f in table.schema.fields]


def _batches(table: Table, schema: pa.Schema, streaming: bool) -> Iterator[pa.RecordBatch]:
    for frame in frames_of(table, _type_of, streaming):
        columns = [
            arrow_column(field, schema.field(field.name).type, frame[field.name])
            for field in table.schema.fields
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _told(folder: Path, name: str) -> dict[str, Any]:
    file = folder / name
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"path": name, "bytes": file.stat().st_size, "sha256": digest}


def _earlier(target: Path) -> set[str]:
    """The files that an earlier build wrote to the folder, as its manifest says."""
    try:
        told = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return {str(file["path"]) for file in told["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
