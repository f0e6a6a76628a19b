"""Whole files handed out: the exports that the manifest lists, and the database. In pieces, also in parts.

Only a listed file is ever opened, so there is no path to climb. A file is told by its hash: under an
address with its first digits it may be kept for ever. Ranges are answered, because DuckDB and others
read of a Parquet file or a database only the parts that they need.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from datasette import Response
from datasette.utils.asgi import NotFound

from wartally.site.front import FOR_EVER
from wartally.site.guard import Message
from wartally.site.metadata import DATABASE
from wartally.site.pages import as_of
from wartally.site.pages.page import View, site_of

__all__ = ["ROUTES", "part_of"]

_PIECE = 1 << 18
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_SHORTLY = "public, max-age=300"
_SHARED = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
    "accept-ranges": "bytes",
}


@dataclass(frozen=True)
class Handed:
    """A file on its way to a reader, answered as Datasette lets a response answer for itself."""

    path: Path
    size: int
    media_type: str
    tag: str
    lifetime: str
    request: Any

    async def asgi_send(self, send: Callable[[Message], Awaitable[None]]) -> None:
        """Send the file, the part of it that is asked for, or that the reader has it already."""
        headers = {**_SHARED, "etag": self.tag, "cache-control": self.lifetime}
        asked = self.request.headers
        if self.tag in {tag.strip() for tag in asked.get("if-none-match", "").split(",")}:
            await _start(send, 304, headers)
            await _end(send)
            return
        wanted = asked.get("range", "") if asked.get("if-range", self.tag) == self.tag else ""
        found = part_of(wanted, self.size)
        if found is None:
            await _start(send, 416, headers | {"content-range": f"bytes */{self.size}"})
            await _end(send)
            return
        first, last = found
        length = last - first + 1
        headers |= {"content-type": self.media_type, "content-length": str(length)}
        headers["content-disposition"] = f'attachment; filename="{self.path.name}"'
        if _RANGE.match(wanted):
            headers["content-range"] = f"bytes {first}-{last}/{self.size}"
        await _start(send, 206 if "content-range" in headers else 200, headers)
        if self.request.method != "HEAD":
            await _pieces(send, self.path, first, length)
        await _end(send)


def part_of(wanted: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of a file of `size` that a Range header asks for; None if it has no such part.

    All of it where the header is missing or asks for what is not answered here, such as several parts.
    """
    found = _RANGE.match(wanted)
    if found is None or found.groups() == ("", ""):
        return 0, size - 1
    begin, end = found.groups()
    if not begin:
        return (max(size - int(end), 0), size - 1) if int(end) else None
    first, last = int(begin), min(int(end), size - 1) if end else size - 1
    return (first, last) if first <= last and first < size else None


async def _pieces(send: Callable[[Message], Awaitable[None]], path: Path, first: int, length: int) -> None:
    with path.open("rb") as stream:
        stream.seek(first)
        pieces = _read(stream, length)
        while piece := await asyncio.to_thread(next, pieces, b""):
            await send({"type": "http.response.body", "body": piece, "more_body": True})


def _read(stream: BinaryIO, length: int) -> Iterator[bytes]:
    while length and (piece := stream.read(min(_PIECE, length))):
        length -= len(piece)
        yield piece


async def _start(send: Callable[[Message], Awaitable[None]], status: int, headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def _end(send: Callable[[Message], Awaitable[None]]) -> None:
    await send({"type": "http.response.body", "body": b""})


async def _export(datasette: Any, request: Any) -> Handed | Response:
    """An exported file; 404 for anything that the manifest does not list."""
    exports = site_of(datasette).exports
    path = request.url_vars["path"]
    if path == "manifest.json" and exports.manifest:
        return Response.json(exports.manifest.as_json(), headers={"Access-Control-Allow-Origin": "*"})
    file = exports.by_path.get(path)
    if file is None or exports.folder is None:
        raise NotFound("there is no such export")
    lasting = request.args.get("v") == file.sha256[:12]
    tag = f'"{file.sha256[:32]}"'
    return Handed(
        exports.folder / path, file.bytes, file.media_type, tag, FOR_EVER if lasting else _SHORTLY, request
    )


async def _table(datasette: Any, request: Any) -> Handed | Response:
    """The CSV file of a table as the package has it, told by the descriptor's hash; 404 for any other.

    With the parameter `as_of`, as a release shipped it.
    """
    if request.args.get("as_of"):
        return await as_of.file(datasette, request)
    table = site_of(datasette).package.tables.get(request.url_vars["table"])
    digest = str(table.resource.get("hash", "")) if table else ""
    if table is None or not digest or not table.path.is_file():
        raise NotFound("there is no such table")
    tag, size = f'"{digest.removeprefix("sha256:")[:32]}"', table.path.stat().st_size
    return Handed(table.path, size, "text/csv; charset=utf-8", tag, _SHORTLY, request)


async def _database(datasette: Any, request: Any) -> Handed:
    """The database, as it is served."""
    site = site_of(datasette)
    tag, kind = f'"{site.digest[:32]}"', "application/vnd.sqlite3"
    return Handed(site.database, site.size, kind, tag, _SHORTLY, request)


ROUTES: tuple[tuple[str, View], ...] = (
    (r"^/exports/(?P<path>.+)$", _export),
    (r"^/data/(?P<table>[a-z_0-9]+)\.csv$", _table),
    (rf"^/{DATABASE}\.db$", _database),
)
