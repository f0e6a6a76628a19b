"""Building the database: all or nothing, and the same bytes for the same package."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import wartally
from wartally.atomic import replacing
from wartally.errors import BuildFailed, WartallyError
from wartally.package import Package
from wartally.schema import TableSchema
from wartally.sources.plain import whole
from wartally.sqlheader import split_header
from wartally.sqlite import ddl
from wartally.sqlite.filling import fill_table
from wartally.streaming import Unstreamable
from wartally.validation.findings import Report

__all__ = ["View", "build", "fill", "fingerprint", "is_fresh", "views"]

_VIEWS = Path(__file__).parent / "views"
_CODE = Path(__file__).parents[1]
# A new database needs no journal; statistics from a sample are enough for a plan.
_PRAGMAS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "page_size = 4096",
    "threads = 2",
    "analysis_limit = 1000",
)
# Rows are put where their keys belong, best in memory; what an index sorts is best cut into parts that a
# second thread can sort.
_FILLING, _INDEXING = "cache_size = -65536", "cache_size = -8192"
_INFO = "CREATE TABLE package_info (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"


class View:
    """One view of the site and the exports: its name, labels in both languages, and its query."""

    def __init__(self, name: str, text: str) -> None:
        """Read the header lines (`-- title:` and the like) and the query from a view file's text."""
        self.name = name
        self.labels, query = split_header(text)
        self.query = query.strip()

    @property
    def needs(self) -> set[str]:
        """Every name that follows FROM or JOIN: the tables the query reads, among its own parts."""
        return set(re.findall(r"\b(?:FROM|JOIN) ([a-z_]+)", self.query))

    @property
    def own(self) -> set[str]:
        """The names that the query itself defines."""
        return set(re.findall(r"\b([a-z_]+) AS \(", self.query))


def views() -> list[View]:
    """The declared views, by name."""
    return [View(f.stem, f.read_text(encoding="utf-8")) for f in sorted(_VIEWS.glob("*.sql"))]


def build(package: Package, target: Path, today: date) -> Report:
    """Write the package to `target` as an SQLite database if it is valid; the report of the validation.

    The database is filled beside `target` while the validation runs, and takes its place only if
    both succeed. Raises BuildFailed, leaving `target` as it was, if the package has a finding of
    severity error.
    """
    with replacing(target) as part:
        report = prepare(package, part, today)
        if not report.valid:
            errors = sum(f.severity == "error" for f in report.findings)
            said = f"{errors} {'error' if errors == 1 else 'errors'}"
            raise BuildFailed(f"{said}, so {target} was not built; run `wartally validate` to see them")
    return report


def prepare(package: Package, part: Path, today: date) -> Report:
    """Fill the database `part` while the package is validated; the report, which the caller must look at.

    Raises WartallyError if a package without errors cannot be written as a database.
    """
    from wartally.validation.engines import validate

    mark = fingerprint(package)
    part.unlink(missing_ok=True)
    with ThreadPoolExecutor(max_workers=1) as helper:
        filling = helper.submit(fill, package, part, mark)
        report = validate(package, today=today)
        fault = filling.exception()
    if not report.valid:
        return report
    if isinstance(fault, sqlite3.Error):
        raise WartallyError(f"{part}: the database could not be written ({fault})") from fault
    if fault is not None:
        raise fault
    return report


def fill(package: Package, file: Path, mark: str) -> None:
    """Write the tables, keys, views and search indexes of `package` to a new database `file`."""
    try:
        _fill(package, file, mark)
    except Unstreamable:
        file.unlink()
        _fill(package, file, mark, streaming=False)


def _fill(package: Package, file: Path, mark: str, streaming: bool = True) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        for name in ddl.creation_order(package.schemas):
            table = whole(package.tables[name])
            db.execute(ddl.create_table_sql(table.schema, package.schemas))
            db.execute(f"PRAGMA {_FILLING}")
            fill_table(db, table, streaming)
            db.execute("COMMIT")
            db.execute(f"PRAGMA {_INDEXING}")
            db.execute("BEGIN")
            for statement in _afterwards(table.schema):
                db.execute(statement)
        _check_references(db, package, file)
        _create_views(db, package)
        _write_info(db, package, mark)
        db.execute("ANALYZE")
        db.execute("COMMIT")


def _afterwards(schema: TableSchema) -> list[str]:
    """What is made once a table has its rows."""
    return [
        *ddl.create_unique_sql(schema),
        *ddl.create_index_sql(schema),
        *ddl.create_search_sql(schema),
    ]


def _check_references(db: sqlite3.Connection, package: Package, file: Path) -> None:
    """Raise WartallyError if a foreign key of any table names no row."""
    for name, schema in package.schemas.items():
        for target, query in ddl.orphans_sql(schema, package.schemas):
            orphan = db.execute(query).fetchone()
            if orphan:
                value = ", ".join(map(str, orphan))
                raise WartallyError(f"{file}: table {name} refers to {value}, of which {target} has no row")


def _create_views(db: sqlite3.Connection, package: Package) -> None:
    """The declared views whose tables the package has, and the wide view of `losses`."""
    there = set(package.tables)
    waiting = [view for view in views() if view.name not in there]
    while ready := [view for view in waiting if view.needs - view.own <= there]:
        for view in ready:
            _create_view(db, view)
        there |= {view.name for view in ready}
        waiting = [view for view in waiting if view not in ready]
    if ddl.has_claimed_losses(package.schemas):
        found = db.execute("SELECT DISTINCT category_id FROM series_categories ORDER BY category_id")
        db.execute(ddl.wide_view_sql([row[0] for row in found]))


def _create_view(db: sqlite3.Connection, view: View) -> None:
    """Make one of the declared views, unless it is about tables that only happen to be called like ours."""
    db.execute(f"CREATE VIEW {view.name} AS\n{view.query}")
    try:
        db.execute(f"SELECT * FROM {view.name} LIMIT 0")
    except sqlite3.OperationalError:
        db.execute(f"DROP VIEW {view.name}")


def _write_info(db: sqlite3.Connection, package: Package, mark: str) -> None:
    """Say what the database was made of, unless the package has a table of that name itself."""
    if any(name.lower() == "package_info" for name in package.tables):
        return
    info = {
        "name": package.name,
        "title": str(package.descriptor.get("title", "")),
        "version": package.version,
        "software": wartally.__version__,
        "fingerprint": mark,
    }
    db.execute(_INFO)
    db.executemany("INSERT INTO package_info VALUES (?, ?)", sorted(info.items()))


def fingerprint(package: Package) -> str:
    """A sha256 over all a built database depends on: descriptor, schemas, data, rules, this software."""
    digest = hashlib.sha256(wartally.__version__.encode())
    own = [*_VIEWS.glob("*.sql"), *(_CODE / "sqlite").glob("*.py")]
    theirs = [package.descriptor_path, *(package.root / "schemas").glob("*.yaml")]
    theirs += (package.root / "validators").glob("*.sql")
    found = [(file.name, file) for file in theirs] + _files(package)
    for name, file in [*((file.name, file) for file in sorted(own)), *sorted(found)]:
        if file.is_file():
            with file.open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").digest()
            digest.update(name.encode() + b"\0" + content)
    if not package.owns_schemas:
        digest.update(repr([(t.schema, t.dialect) for t in package.tables.values()]).encode())
    return digest.hexdigest()


def _files(package: Package) -> list[tuple[str, Path]]:
    """The files of the tables, each with its name; inline data is in the descriptor."""
    parts = [p for t in package.tables.values() if t.resource.get("data") is None for p in t.parts]
    return [(part.file.rpartition("/")[2], part.path) for part in parts]


def is_fresh(package: Package, file: Path) -> bool:
    """True if `file` is a database built from the package as it is now."""
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT value FROM package_info WHERE key = 'fingerprint'").fetchone()
    except sqlite3.Error:
        return False
    return bool(row) and row[0] == fingerprint(package)
