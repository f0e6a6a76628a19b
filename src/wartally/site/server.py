"""Running the site: build the database if it is stale, then serve it with Datasette, which only reads it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

import wartally
from wartally.errors import BuildFailed, WartallyError
from wartally.export.source import plain
from wartally.package import Package
from wartally.schema import TableSchema
from wartally.site.exports import Exports, exports_in
from wartally.site.faces import Names, Shape
from wartally.site.files import FOLDER, labels, queries
from wartally.site.metadata import DATABASE, compile_metadata
from wartally.site.state import Site, clock
from wartally.sqlite.build import build, is_fresh, views
from wartally.sqlite.ddl import quoted

__all__ = [
    "SETTINGS",
    "Built",
    "database_of",
    "exports_of",
    "names_of",
    "open_site",
    "prepare",
    "serve",
    "shape_of",
]

# No silent cutting: CSV streams have no limit, and a page that shows only the first rows of a query says so.
SETTINGS = {
    "suggest_facets": False,
    "allow_facet": True,
    "default_facet_size": 20,
    "facet_time_limit_ms": 500,
    "default_page_size": 50,
    "max_returned_rows": 5000,
    "sql_time_limit_ms": 3000,
    "allow_download": True,
    "allow_csv_stream": True,
    "max_csv_mb": 0,
    "truncate_cells_html": 0,
    "default_cache_ttl": 60,
    "num_sql_threads": 3,
}


def serve(
    package: Package, host: str, port: int, today: date, *, public_url: str = "", exports: bool = True
) -> None:
    """Build what the site hands out where it is stale, then serve it at host and port until it is stopped.

    Raises BuildFailed if the package has errors, WartallyError if the port cannot be had or `public_url` is
    no web address.
    """
    _check(public_url)
    with closing(_bound(host, port)) as listener:
        built = prepare(package, today, exports=exports)
        site = open_site(package, built.database, public_url=public_url, exports=built.exports)
        with suppress(KeyboardInterrupt):
            _run(site, listener)


def _check(public_url: str) -> None:
    parts = urlsplit(public_url)
    if public_url and not (parts.scheme in ("http", "https") and parts.netloc and not parts.query):
        raise WartallyError(f"{public_url!r} is not a web address; write it like https://example.org")


def _bound(host: str, port: int) -> socket.socket:
    """A socket bound to host and port, not yet listening; raises WartallyError if it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise WartallyError(f"{host} is not an address to serve at ({error.strerror or error})") from error
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        said = error.strerror or str(error)
        raise WartallyError(
            f"cannot serve at {host} port {port} ({said}); name another port: `wartally serve --port N`"
        ) from error
    return listener


def database_of(package: Package, today: date) -> Path:
    """The package's database, built anew if missing or stale; raises BuildFailed if the data has errors."""
    file = _place(package) / f"{DATABASE}.db"
    if not is_fresh(package, file):
        click.echo(f"Building {file}", err=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        build(package, file, today)
    return file


@dataclass(frozen=True)
class Built:
    """What a site is served from: the database, and the files handed out whole, if there are any."""

    database: Path
    exports: Exports


def prepare(package: Package, today: date, *, exports: bool = True) -> Built:
    """The package's database and exports, built anew where they are missing or stale.

    Without `exports` none are built; those there are serve if they are of the package as it is.
    Raises BuildFailed if the data has errors.
    """
    database = database_of(package, today)
    return Built(database, exports_of(package, database.parent / "exports", today, wanted=exports))


def draw(package: Package, built: Built, public_url: str = "") -> None:
    """Draw the pictures of pages with a fixed address beforehand; raises WartallyError if one cannot be."""
    from wartally.site.pages.fixed import draw_pictures

    site = open_site(package, built.database, public_url=public_url, exports=built.exports)
    click.echo(f"Drawing pictures beside {built.database}", err=True)
    click.echo(f"  {asyncio.run(draw_pictures(site))} pictures", err=True)


def exports_of(package: Package, folder: Path, today: date, *, wanted: bool = True) -> Exports:
    """The exports in `folder`, written anew if they are `wanted` and stale; none if they cannot be had.

    Not all that publish a package have the libraries that every format needs: the site says then
    that the files are not there.
    """
    from wartally.export import export, stale

    try:
        if not stale(folder, package):
            return exports_in(folder)
        if not wanted:
            return Exports()
        click.echo(f"Exporting to {folder}", err=True)
        export(package, "all", folder, today=today, tell=_announcing())
    except BuildFailed:
        raise
    except WartallyError as error:
        click.echo(f"The site has no exports: {error}", err=True)
        return Exports()
    return exports_in(folder)


def _announcing() -> Callable[[str, int, int], None]:
    """A listener that says on standard error which step has begun."""
    begun: list[str] = []

    def tell(what: str, _: int, __: int) -> None:
        if what not in begun:
            begun.append(what)
            click.echo(f"  {what}", err=True)

    return tell


def _place(package: Package) -> Path:
    """The folder `build` of the package; for one that is installed or read-only, the user's cache folder.

    What was built into a read-only package, as in a container's image, is served from there.
    """
    own = package.root / "build"
    installed = package.root.resolve().is_relative_to(Path(wartally.__file__).resolve().parent)
    if not installed and (os.access(package.root, os.W_OK) or is_fresh(package, own / f"{DATABASE}.db")):
        return own
    # Packages of one name are told apart by where they are, and no name leads out of the cache.
    place = hashlib.sha256(os.fsencode(package.root.resolve())).hexdigest()[:12]
    return _cache_folder() / "wartally" / f"{plain(package.name) or 'package'}-{place}"


def _cache_folder() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return Path(named) if named else Path.home() / ".cache"


def shape_of(database: Path) -> Shape:
    """What a built database holds: tables and views with their columns, and the categories."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        relations: dict[str, dict[str, list[str]]] = {"table": {}, "view": {}}
        for kind, name in db.execute(
            "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')"
        ).fetchall():
            columns = db.execute("SELECT name FROM pragma_table_info(?)", (name,))
            relations[kind][name] = [row[0] for row in columns]
        categories = {}
        if "categories" in relations["table"]:
            found = db.execute("SELECT category_id, name_en, name_uk, unit FROM categories")
            categories = {row["category_id"]: dict(row) for row in found}
    return Shape(relations["table"], relations["view"], categories)


def names_of(database: Path, schemas: Mapping[str, TableSchema]) -> Names:
    """What the rows of a built database are called in each language, where their table has names for them."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as db:
        for name, schema in schemas.items():
            label = schema.site.get("label")
            if not label or len(schema.primary_key) != 1:
                continue
            columns = (schema.primary_key[0], label, schema.site.get("label_uk", label))
            rows = db.execute(f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(name)}")
            found[name] = {
                str(key): {"en": str(en or key), "uk": str(uk or en or key)} for key, en, uk in rows
            }
    return found


def open_site(
    package: Package,
    database: Path,
    today: Callable[[], date] = clock,
    public_url: str = "",
    exports: Exports | None = None,
) -> Any:
    """The Datasette instance of a package over its built database, with our plugin, pages and metadata.

    `today` is asked at every request, for how old the latest report is; `public_url` is the
    address at which readers find the site, where it is not the one they ask; `exports` are the
    files that it hands out.
    """
    from datasette.plugins import pm

    from wartally.site import plugin
    from wartally.site.instance import Instance
    from wartally.site.pages.dashboards import plugin_config

    shape = shape_of(database)
    site = Site(package, database, shape, names_of(database, package.schemas), today, public_url, exports)
    metadata = compile_metadata(
        package.schemas,
        package.rules,
        views(),
        package.descriptor,
        queries=queries(site.elsewhere).values(),
        labels=labels(),
        shape=shape,
    )
    if site.tells_tallies:
        metadata["plugins"] = {"datasette-dashboards": plugin_config(site)}
    if not pm.is_registered(plugin):
        pm.register(plugin, plugin.__name__)
        pm.unregister(name="datasette.handle_exception")
    return Instance(
        [],
        immutables=[str(database)],
        metadata=metadata,
        settings=SETTINGS | {"base_url": f"{site.prefix}/"},
        template_dir=str(FOLDER / "templates"),
        static_mounts=[("static", str(FOLDER / "static"))],
        cors=True,
        wartally=site,
    )


def _run(site: Any, listener: socket.socket) -> None:
    import uvicorn

    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host

    class Announced(uvicorn.Server):
        """A server that says where it is as soon as it is there."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            click.echo(f"Wartally is at http://{shown}:{port}/ (Ctrl-C stops it)")

    config = uvicorn.Config(site.app(), log_level="warning", lifespan="on", access_log=False)
    asyncio.run(Announced(config).serve(sockets=[listener]))
