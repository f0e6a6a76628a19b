"""What stands before Datasette: languages and lasting addresses, and what may be kept for how long.

An answer that has not changed is told by its ETag, made of the address and of the mark of data,
site and day; a reader or proxy that has it is answered 304 before anything is asked or drawn.
Nobody logs in here: what would identify a reader is dropped at the door, so that every answer is
the same for all. Pure: an ASGI wrapper.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode

from wartally.site.address import HERE, Address, read
from wartally.site.guard import App, Message

__all__ = ["FOR_EVER", "Marked", "fronted"]

FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=60"
_METHODS = ("GET", "HEAD", "OPTIONS")
_TABLE = re.compile(r"^/wartally(?:-[0-9a-f]{12})?/(?P<table>[a-z_0-9]+)(?P<ending>\.csv|\.json)?$")
_DROPPED = (b"cookie", b"authorization")
# What is said where no page is made: of a method, of an address that is none.
_SAID = {
    404: "There is no such page.\nТакої сторінки немає.\n",
    405: "This site only reads, by GET, HEAD and OPTIONS.\n"
    "Сайт лише читає дані; відповідає на GET, HEAD та OPTIONS.\n",
}
Send = Callable[[Message], Awaitable[None]]


class Marked(Protocol):
    """What the front knows of a site."""

    @property
    def mark(self) -> str:
        """Twelve digits that stand for the state of data and site."""

    @property
    def styles(self) -> list[str]:
        """The static files with their digests."""

    @property
    def prefix(self) -> str:
        """The path under which the site is published, empty at the root of its host."""

    @property
    def today(self) -> Callable[[], Any]:
        """The clock."""


def fronted(app: App, site: Marked) -> App:
    """`app` behind languages, lasting addresses and conditional requests."""

    async def wrapped(scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if scope["method"] not in _METHODS:
            await _answer(send, 405, [(b"allow", ", ".join(_METHODS).encode())])
            return
        path = _path(scope, site.prefix)
        if path.startswith("//"):
            await _answer(send, 404, [])
            return
        address = read(path)
        earlier = _as_of(address, scope)
        if earlier:
            await _answer(send, 302, [(b"location", (site.prefix + earlier).encode("latin-1"))])
            return
        if address.mark not in ("", site.mark):
            plain = Address(address.lang).placed(address.path)
            await _answer(send, 302, [(b"location", _with_query(site.prefix + plain, scope))])
            return
        tag = _tag(scope, path, site)
        lifetime = _lifetime(scope, path, address, site)
        if tag in _given(scope) and _told_by_mark(path):
            await _answer(send, 304, [(b"etag", tag), (b"cache-control", lifetime or SHORTLY.encode())])
            return
        token = HERE.set(address)
        try:
            await app(_rewritten(scope, address), receive, _finished(send, address, tag, lifetime, path))
        finally:
            HERE.reset(token)

    return wrapped


def _as_of(address: Address, scope: Message) -> str:
    """Where a table stands as a release shipped it, if its address asks so with `_as_of`; else empty."""
    query = scope.get("query_string", b"").decode("latin-1")
    found = _TABLE.match(address.path) if "_as_of=" in query else None
    version = parse_qs(query).get("_as_of", [""])[0] if found else ""
    if found is None or not version:
        return ""
    table, ending = found["table"], found["ending"] or ""
    if ending == ".csv":
        return f"/data/{table}.csv?{urlencode({'as_of': version})}"
    start = "/uk" if address.lang == "uk" else ""
    return f"{start}/as_of{ending}?{urlencode({'table': table, 'version': version})}"


def _path(scope: Message, prefix: str) -> str:
    raw = scope.get("raw_path") or str(scope["path"]).encode("utf-8")
    path = raw.decode("latin-1").partition("?")[0]
    if prefix and (path == prefix or path.startswith(prefix + "/")):
        path = path[len(prefix) :] or "/"
    return str(path)


def _rewritten(scope: Message, address: Address) -> Message:
    headers = [(name, value) for name, value in scope.get("headers", ()) if name.lower() not in _DROPPED]
    raw = address.path.encode("latin-1")
    return {**scope, "path": address.path, "raw_path": raw, "headers": headers}


def _finished(send: Send, address: Address, tag: bytes, lifetime: bytes, path: str) -> Send:
    """`send` with an address's place in redirects, and with what says how long an answer may be kept."""

    async def finished(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(n.lower(), v) for n, v in message.get("headers", ()) if n.lower() != b"vary"]
            message = {**message, "headers": _kept(headers, message["status"], address, tag, lifetime, path)}
        await send(message)

    return finished


def _kept(
    headers: list[tuple[bytes, bytes]], status: int, address: Address, tag: bytes, lifetime: bytes, path: str
) -> list[tuple[bytes, bytes]]:
    given = dict(headers)
    if status in (301, 302) and b"location" in given:
        where = address.placed(given[b"location"].decode("latin-1")).encode("latin-1")
        return [(name, where if name == b"location" else value) for name, value in headers]
    if status >= 400:
        return [*(pair for pair in headers if pair[0] != b"cache-control"), (b"cache-control", b"no-store")]
    if status != 200 or b"etag" in given or b"set-cookie" in given or not _told_by_mark(path):
        return headers
    said = lifetime or _public(given.get(b"cache-control", b""))
    rest = [pair for pair in headers if pair[0] != b"cache-control"]
    return [*rest, (b"cache-control", said), (b"etag", tag)]


def _public(said: bytes) -> bytes:
    if not said:
        return SHORTLY.encode()
    return said if b"public" in said or b"no-" in said else b"public, " + said


def _told_by_mark(path: str) -> bool:
    """True of all but Datasette's own inspections, which tell of the running process."""
    return not path.startswith("/-/") or path.startswith("/-/static")


def _lifetime(scope: Message, path: str, address: Address, site: Marked) -> bytes:
    """For ever, where the address changes with what it answers; else empty."""
    query = scope.get("query_string", b"").decode("latin-1")
    static = path.startswith("/static/") and f"{path.removeprefix('/static/')}?{query}" in site.styles
    return FOR_EVER.encode() if address.mark or static else b""


def _tag(scope: Message, path: str, site: Marked) -> bytes:
    told = dict(scope.get("headers", ()))
    asked = (path, scope.get("query_string", b"").decode("latin-1"), told.get(b"host", b"").decode("latin-1"))
    about = "\n".join((site.mark, str(site.today()), str(scope.get("scheme", "")), *asked))
    return b'W/"' + hashlib.sha256(about.encode()).hexdigest()[:20].encode() + b'"'


def _given(scope: Message) -> set[bytes]:
    """The ETags that the reader has."""
    values = (value for name, value in scope.get("headers", ()) if name.lower() == b"if-none-match")
    return {tag.strip() for value in values for tag in value.split(b",")}


def _with_query(path: str, scope: Message) -> bytes:
    query = scope.get("query_string", b"")
    return path.encode("latin-1") + (b"?" + query if query else b"")


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    body = _SAID.get(status, "").encode()
    if body:
        about = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        headers = [*headers, *about, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
