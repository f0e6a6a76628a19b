"""A package's tables as an earlier release had them, and compilations as they were on a day."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from wartally.csvform import canonical
from wartally.errors import BadArgument, DataError
from wartally.package import Package
from wartally.schema import TableSchema, table_schema
from wartally.suggest import did_you_mean
from wartally.versions.history import undone
from wartally.versions.read import read_table
from wartally.versions.recipe import version_key
from wartally.versions.snapshot import Cells
from wartally.versions.sums import SUMS, parse_sums, sha256_of

if TYPE_CHECKING:
    import polars as pl

__all__ = ["RECORDS", "frame_as_of", "frame_then", "readings_on", "table_as_of"]

# The tables in which releases keep their own record: of an earlier release, the rows up to it.
RECORDS = ("releases", "changes")
Row = Mapping[str, Any]


def table_as_of(package: Package, name: str, version: str) -> bytes:
    """The canonical bytes of a table as `version` shipped it.

    Raises BadArgument if there is no such release, or the table was not in it.
    """
    return _bytes(*_as_of(package, name, version))


def _bytes(schema: TableSchema, kept: Cells) -> bytes:
    return canonical(schema, (dict(zip(kept.columns, row, strict=True)) for row in kept.rows.values()))


def frame_then(package: Package, name: str, then: str) -> pl.DataFrame:
    """A table as of a release, or the table `readings` as of a day written YYYY-MM-DD.

    Raises BadArgument if `then` is neither, or is a day and the table another one.
    """
    if "-" not in then:
        return frame_as_of(package, name, then)
    try:
        day = date.fromisoformat(then)
    except ValueError:
        raise BadArgument(f"as_of is {then!r}: neither a release nor a day written YYYY-MM-DD") from None
    if name != "readings":
        raise BadArgument(f"as_of a day is for the table readings, {name} is kept by release")
    import polars as pl

    from wartally.frames import polars_type

    rows = readings_on(package.rows("readings"), package.rows("rewrites"), day)
    fields = package.table("readings").schema.fields
    return pl.DataFrame(rows, schema={f.name: polars_type(f) for f in fields})


def frame_as_of(package: Package, name: str, version: str) -> pl.DataFrame:
    """A table as `version` shipped it, as a typed frame; codes are text, for lists may have changed since."""
    import polars as pl

    from wartally.frames import polars_type

    schema, kept = _as_of(package, name, version)
    types = {field.name: polars_type(replace(field, constraints={})) for field in schema.fields}
    return pl.read_csv(io.BytesIO(_bytes(schema, kept)), schema=types, null_values=[""])


def _as_of(package: Package, name: str, version: str) -> tuple[TableSchema, Cells]:
    releases = sorted((str(row["version"]) for row in package.rows("releases")), key=version_key)
    if version not in releases:
        meant = did_you_mean(version, releases)
        raise BadArgument(f"there is no release {version!r}{meant}; the releases are {', '.join(releases)}")
    _check_untouched(package, name, releases[-1])
    later = releases[releases.index(version) + 1 :]
    if name in RECORDS:
        return _record(package, name, set(later))
    changes = [row for row in package.rows("changes") if row["table"] == name and row["version"] in later]
    table = read_table(package, name) if name in package.tables else None
    if table is None and not changes:
        package.table(name)
    for step in reversed(later):
        table = undone(table, [c for c in changes if c["version"] == step], name)
    if table is None:
        raise BadArgument(f"{version} had no table {name}")
    return _schema(package, name, changes), table


def _check_untouched(package: Package, name: str, latest: str) -> None:
    """Raises BadArgument if a table is not as the latest release shipped it, going by SHA256SUMS.

    `changes` leads back from there; a package that has no such list is taken to be as released.
    """
    listed = package.root / SUMS
    if name not in package.tables or not listed.is_file():
        return
    try:
        sums = parse_sums(listed.read_bytes())
    except (OSError, DataError) as error:
        raise BadArgument(f"{SUMS}: cannot be relied on ({error}), so no release can be had back") from error
    table = package.table(name)
    shipped = sums.files.get(table.file)
    if sums.about != f"{package.name} {latest}" or shipped is None:
        return
    if not table.path.is_file() or sha256_of(table.path.read_bytes()) != shipped:
        said = f"{table.file}: has changed since {latest}, the latest release, and no release says how"
        raise BadArgument(f"{said}; `wartally diff v{latest} .` tells, `wartally release` records it")


def _record(package: Package, name: str, later: set[str]) -> tuple[TableSchema, Cells]:
    table, schema = read_table(package, name), package.table(name).schema
    place = table.columns.index("version")
    kept = {key: row for key, row in table.rows.items() if row[place] not in later}
    return schema, Cells(table.columns, table.key, kept)


def _schema(package: Package, name: str, changes: Sequence[Row]) -> TableSchema:
    """The schema that types and sorts a table: today's, unless its structure has changed since."""
    told = [c for c in changes if c["op"] == "structure" and c["value_before"]]
    if not told:
        return package.table(name).schema
    first = min(told, key=lambda change: version_key(str(change["version"])))
    said = json.loads(str(first["value_before"]))
    fields = [{"name": column, "type": kind} for column, kind in said["fields"].items()]
    return table_schema({"fields": fields, "primaryKey": said["key"]}, name)


def readings_on(readings: Sequence[Row], rewrites: Sequence[Row], day: date) -> list[dict[str, Any]]:
    """What the compilations said on `day`: the readings of reports up to it, each as it stood then.

    A rewrite recorded after `day` is undone, the latest first; a figure that was put in only after
    `day` is left out. Only compilations whose rewrites are recorded can be had back so; of all
    others it is taken that they never changed.
    """
    back: dict[tuple[Any, ...], Any] = {}
    for row in sorted(rewrites, key=lambda r: (r["recorded_on"], r["revision"]), reverse=True):
        if row["recorded_on"] > day:
            back[(row["transcription_id"], row["report_date"], row["category_id"])] = row["value_before"]
    found = []
    for row in readings:
        if row["report_date"] > day:
            continue
        key = (row["transcription_id"], row["report_date"], row["category_id"])
        said = back.get(key, row["cumulative"])
        if key not in back or said is not None:
            found.append({**row, "cumulative": said})
    return found
