"""Writing one DuckDB file: tables with keys, checks and comments, and the views; `main` does it alone.

DuckDB marks each new file with an identifier drawn at random; it is replaced by one that follows from
the package, and the checksums of the header are made to fit.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl
import yaml

import wartally
from wartally.errors import SchemaError, WartallyError
from wartally.export.dialect import duckdb_query
from wartally.export.source import Source
from wartally.package import open_package
from wartally.schema import ForeignKey, TableSchema
from wartally.sqlite import ddl
from wartally.sqlite.build import View, views
from wartally.validation.compile import ident, literal, row_checks, sql_type

__all__ = ["create", "create_table_sql", "main", "settle_identifier"]

# The name under which the new file is attached; it gets into the file, so it is always the same.
_NAME = "exported"
# The smallest block there is: every table, key and comment takes whole ones, which at DuckDB's usual size
# makes 20 MB of a package of a hundred rows.
_BLOCK = 16_384
# What the view says of itself that is compiled, not written; the site has no part in reading it.
_LABELS = Path(wartally.__file__).parent / "site" / "labels.yaml"
_INFO = "CREATE TABLE package_info (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)"


def main(arguments: Sequence[str]) -> int:
    """Write the package of the descriptor file, with its fingerprint, to a new file; the exit status.

    The notes are printed as JSON; an error is told on standard error, with the status 1.
    """
    descriptor, mark, file = arguments
    source = Source(open_package(descriptor), mark)
    try:
        create(source, Path(file))
    except WartallyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(source.notes))
    return 0


def create(source: Source, file: Path) -> None:
    """Write a package to a new DuckDB file; what cannot be said in DuckDB becomes a note of the source.

    Raises WartallyError if DuckDB refuses something.
    """
    try:
        with duckdb.connect(":memory:") as db:
            # One thread, so that rows and dictionaries are always stored in the same order.
            for setting in ("threads = 1", "autoinstall_known_extensions = false"):
                db.execute(f"SET {setting}")
            db.execute(f"ATTACH {literal(file)} AS {_NAME} (BLOCK_SIZE {_BLOCK})")
            db.execute(f"USE {_NAME}")
            _fill(db, source)
            db.execute("CHECKPOINT")
            db.execute("USE memory")
            db.execute(f"DETACH {_NAME}")
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise WartallyError(f"{file.name}: the database could not be written ({said})") from error
    if not settle_identifier(file, source.fingerprint):
        source.note("duckdb", "the file is laid out in another way, so its identifier stays a random one")


def _fill(db: duckdb.DuckDBPyConnection, source: Source) -> None:
    schemas = source.package.schemas
    made: list[str] = []
    for name in ddl.creation_order(schemas):
        _fill_table(db, source, name, made)
        made.append(name)
    _create_views(db, source)
    info = {
        "name": source.package.name,
        "title": source.title,
        "version": source.version,
        "licence": source.licence,
        "software": wartally.__version__,
    }
    if "package_info" not in schemas:
        db.execute(_INFO)
        db.executemany("INSERT INTO package_info VALUES (?, ?)", sorted(info.items()))


def _fill_table(db: duckdb.DuckDBPyConnection, source: Source, name: str, made: list[str]) -> None:
    """Make a table and fill it; a key can only refer to tables that are already `made`."""
    schema = source.tables[name].schema
    frame = source.frame(name)
    keys = [k for k in schema.foreign_keys if ddl.refers_to_key(source.package.schemas, name, k)]
    for key in [key for key in keys if key.resource not in ("", name, *made)]:
        columns = ", ".join(key.fields)
        said = f"{name} and {key.resource} refer to each other in a circle; {columns} is not declared"
        source.note("duckdb", said)
        keys.remove(key)
    waves = list(_waves(frame, [key for key in keys if key.resource in ("", name)]))
    if sum(wave.height for wave in waves) < frame.height:
        source.note("duckdb", f"{name}: rows refer to each other in a circle, so their key is not kept")
        keys = [key for key in keys if key.resource not in ("", name)]
        waves = [frame]
    source.note_unkept("duckdb", name)
    db.execute(create_table_sql(schema, keys))
    for wave in waves:
        db.register("incoming", wave)
        db.execute(f"INSERT INTO {ident(name)} SELECT * FROM temp.main.incoming")
        db.unregister("incoming")
    title, title_uk = source.titles(name)
    _comment(db, f"TABLE {ident(name)}", (title, schema.description), (title_uk, schema.description_uk))
    for field in schema.fields:
        unit = f"({field.unit})" if field.unit else ""
        place = f"COLUMN {ident(name)}.{ident(field.name)}"
        _comment(
            db, place, (field.title, field.description, unit), (field.title_uk, field.description_uk, unit)
        )


def create_table_sql(schema: TableSchema, foreign_keys: list[ForeignKey]) -> str:
    """The CREATE TABLE statement: types, keys, and every constraint of the schema as a CHECK."""
    lines = []
    for field in schema.fields:
        needed = " NOT NULL" if field.required or field.name in schema.primary_key else ""
        unique = " UNIQUE" if field.constraints.get("unique") and schema.primary_key != (field.name,) else ""
        lines.append(f"{ident(field.name)} {sql_type(field)}{needed}{unique}")
    if schema.primary_key:
        lines.append(f"PRIMARY KEY ({_names(schema.primary_key)})")
    lines += [f"UNIQUE ({_names(key)})" for key in schema.unique_keys]
    lines += [
        f"CHECK (NOT ({check.broken}))"
        for check in row_checks(schema, schema.field_names)
        # A file that others open has none of our functions.
        if check.rule != "required" and "wartally_" not in check.broken
    ]
    lines += [
        f"FOREIGN KEY ({_names(key.fields)}) REFERENCES {ident(key.resource or schema.name)} "
        f"({_names(key.reference_fields)})"
        for key in foreign_keys
    ]
    return f"CREATE TABLE {ident(schema.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(ident(name) for name in names)


def _waves(frame: pl.DataFrame, own: list[ForeignKey]) -> Iterator[pl.DataFrame]:
    """The rows, those first to which others of the same table refer; rows in a circle never come."""
    if not own:
        yield frame
        return
    waiting = frame
    there = {key: {(None,) * len(key.fields)} for key in own}
    while waiting.height:
        ready = pl.Series([True] * waiting.height)
        for key in own:
            rows = waiting.select(key.fields).iter_rows()
            ready &= pl.Series([None in row or row in there[key] for row in rows], dtype=pl.Boolean)
        wave, waiting = waiting.filter(ready), waiting.filter(~ready)
        if not wave.height:
            return
        for key in own:
            there[key] |= set(wave.select(key.reference_fields).iter_rows())
        yield wave


def _comment(db: duckdb.DuckDBPyConnection, place: str, *texts: tuple[str, ...]) -> None:
    """Say what a thing is, a line per language."""
    lines = dict.fromkeys(_sentence(parts) for parts in texts)
    if said := "\n".join(filter(None, lines)):
        db.execute(f"COMMENT ON {place} IS {literal(said)}")


def _sentence(parts: tuple[str, ...]) -> str:
    title, *rest = parts
    told = " ".join(filter(None, rest))
    return f"{title.rstrip('.')}. {told}" if title and told else title or told


def _create_views(db: duckdb.DuckDBPyConnection, source: Source) -> None:
    """The declared views whose tables are there, and the wide view of `losses`."""
    there = set(source.tables)
    waiting = views()
    while ready := [view for view in waiting if view.needs - view.own <= there]:
        for view in ready:
            _create_view(db, source, view)
        there |= {view.name for view in ready}
        waiting = [view for view in waiting if view not in ready]
    if ddl.has_claimed_losses(source.package.schemas):
        categories = source.frame("series_categories")["category_id"].unique().sort()
        db.execute(ddl.wide_view_sql(list(categories)))
        told = yaml.safe_load(_LABELS.read_text(encoding="utf-8"))["views"]
        _comment_view(db, "losses_daily_wide", told["losses_daily_wide"])


def _create_view(db: duckdb.DuckDBPyConnection, source: Source, view: View) -> None:
    name = ident(view.name)
    try:
        query = duckdb_query(view.query)
        found = db.execute(f"DESCRIBE {query}").fetchall()
        # Sums of whole numbers have 128 bits in DuckDB, which pandas takes for floats.
        items = [
            f"CAST({ident(row[0])} AS BIGINT) AS {ident(row[0])}" if row[1] == "HUGEINT" else ident(row[0])
            for row in found
        ]
        db.execute(f"CREATE VIEW {name} AS SELECT {', '.join(items)} FROM ({query})")
    except (SchemaError, duckdb.Error) as error:
        source.note("duckdb", f"the view {view.name} is left out: {str(error).splitlines()[0]}")
        return
    _comment_view(db, view.name, view.labels)


def _comment_view(db: duckdb.DuckDBPyConnection, name: str, labels: Mapping[str, str]) -> None:
    english = (labels.get("title", ""), labels.get("description", ""))
    ukrainian = (labels.get("title@uk", ""), labels.get("description@uk", ""))
    _comment(db, f"VIEW {ident(name)}", english, ukrainian)


_HEADERS = (0, 4096, 8192)
_HEADER_SIZE = 4096
_MAGIC, _MAGIC_AT = b"DUCK", 8
_IDENTIFIER_AT, _IDENTIFIER_SIZE = 124, 16


def settle_identifier(file: Path, mark: str) -> bool:
    """Replace the random identifier in the header of a closed database by one that follows from `mark`.

    The header is three blocks of 4096 bytes that begin with their checksum (storage format of DuckDB,
    src/storage/single_file_block_manager.cpp). False, with the file as it was, if it is not laid out so.
    """
    with file.open("rb+") as stream:
        head = bytearray(stream.read(max(_HEADERS) + _HEADER_SIZE))
        blocks = [memoryview(head)[at : at + _HEADER_SIZE] for at in _HEADERS]
        known = bytes(head[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)]) == _MAGIC
        if not known or any(_stated(block) != _checksum(block) for block in blocks if any(block)):
            return False
        place = slice(_IDENTIFIER_AT, _IDENTIFIER_AT + _IDENTIFIER_SIZE)
        drawn = bytes(blocks[0][place])
        wanted = hashlib.sha256(mark.encode()).digest()[:_IDENTIFIER_SIZE]
        for block in blocks:
            if bytes(block[place]) == drawn:
                block[place] = wanted
                block[:8] = struct.pack("<Q", _checksum(block))
        stream.seek(0)
        stream.write(head)
    return True


def _stated(block: memoryview) -> int:
    return int(struct.unpack_from("<Q", block)[0])


def _checksum(block: memoryview) -> int:
    """DuckDB's checksum of all that follows the first eight bytes (src/common/checksum.cpp)."""
    found = 5381
    for (word,) in struct.iter_unpack("<Q", block[8:]):
        found ^= word * 0xBF58476D1CE4E5B9 & (2**64 - 1)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
