"""Fetching a feed from its address: whole, of the right kind, or not at all.

Everything that can go wrong on the way is told in one sentence that names the address: no answer,
a status other than 200, too many redirects, an answer that breaks off or is too large, a page
instead of data, another encoding.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import wartally
from wartally.errors import BadArgument, SourceError

__all__ = ["LIMITS", "Limits", "addresses", "fetch", "fetch_feed", "is_address"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MARK = b"\xef\xbb\xbf"
_ENDS = (b"\n", b"]", b"}", b">")
_CHUNK = 65_536


@dataclass(frozen=True)
class Limits:
    """How long to wait for the next bytes and for the whole file, how much to take, how far to follow."""

    silence_seconds: float = 30
    total_seconds: float = 300
    size_bytes: int = 64 * 1024 * 1024
    redirects: int = 5


LIMITS = Limits()


def is_address(place: str) -> bool:
    """True if `place` is an address to fetch from; raises BadArgument if it is one of another kind."""
    if place.lower().startswith(("http://", "https://")):
        return True
    if "://" in place:
        raise BadArgument(f"{place}: only addresses that begin with http:// or https:// can be fetched")
    return False


def fetch_feed(files: Sequence[str], address: str, folder: Path, limits: Limits = LIMITS) -> Path:
    """Fetch the `files` of a feed from `address` into `folder`; what its importer is to read.

    The folder if the feed declares its files, else the single file. Raises SourceError if any of
    them cannot be had whole, BadArgument if the address names none of them.
    """
    if not files:
        name = _last(urlsplit(address))
        return _fetch_into(address, folder / (name if name.endswith(".csv") else "feed.csv"), limits)
    for name, place in addresses(files, address).items():
        _fetch_into(place, folder / name, limits)
    return folder


def addresses(files: Sequence[str], address: str) -> dict[str, str]:
    """The address of each file of a feed, from that of their folder or of one of them.

    A feed of a single file may have any address that does not end in a slash.

    >>> addresses(["a.json", "b.json"], "https://example.org/data/b.json?v=1")
    {'a.json': 'https://example.org/data/a.json?v=1', 'b.json': 'https://example.org/data/b.json?v=1'}
    """
    parts = urlsplit(address)
    last = _last(parts)
    if len(files) == 1 and last:
        return {files[0]: address}
    folder = parts.path
    if last in files:
        folder = folder[: -len(last)]
    elif Path(last).suffix in {".json", ".csv"}:
        raise BadArgument(
            f"{address}: this feed reads {' and '.join(files)}; name one of them or their folder"
        )
    folder = folder if folder.endswith("/") else f"{folder}/"
    return {name: urlunsplit(parts._replace(path=folder + name)) for name in files}


def _last(parts: SplitResult) -> str:
    return parts.path.rpartition("/")[2]


def _fetch_into(address: str, file: Path, limits: Limits) -> Path:
    content = fetch(address, limits)
    _require_data(content, file.suffix, address)
    file.write_bytes(content)
    return file


def fetch(address: str, limits: Limits = LIMITS) -> bytes:
    """The whole content of `address`, unpacked if it comes packed; raises SourceError.

    Redirects are followed as far as `limits` say, never from https to http.
    """
    deadline = time.monotonic() + limits.total_seconds
    seen = [address]
    while True:
        try:
            answer = _open(seen[-1], limits)
        except urllib.error.HTTPError as error:
            with error:
                seen.append(_next_address(seen, error, limits))
            continue
        with answer:
            return _body(answer, seen[-1], limits, deadline)


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to us: urllib would follow them to other kinds of addresses too."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _open(address: str, limits: Limits) -> http.client.HTTPResponse:
    """The answer to a request, if it is 200; raises HTTPError for a redirect, SourceError for the rest."""
    opener = urllib.request.build_opener(_Unfollowed)
    agent = f"wartally/{wartally.__version__}"
    try:
        request = urllib.request.Request(
            address, headers={"User-Agent": agent, "Accept-Encoding": "identity"}
        )
        answer: http.client.HTTPResponse = opener.open(request, timeout=limits.silence_seconds)
    except urllib.error.HTTPError as error:
        if error.code in _REDIRECTS and error.headers.get("Location"):
            raise
        with error:
            raise SourceError(f"{address}: the server answers {_status(error.code)}") from None
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        raise SourceError(f"{address}: {_trouble(error, limits)}") from error
    if answer.status != HTTPStatus.OK:
        with answer:
            raise SourceError(f"{address}: the server answers {_status(answer.status)}, not 200")
    return answer


def _status(code: int) -> str:
    known = code in {status.value for status in HTTPStatus}
    return f"{code} {HTTPStatus(code).phrase}" if known else str(code)


def _trouble(error: BaseException, limits: Limits) -> str:
    """Why nothing came, in words."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return f"no answer within {limits.silence_seconds:g} seconds"
    if isinstance(error, http.client.IncompleteRead):
        return f"the answer breaks off after {len(error.partial)} bytes of its last part"
    said = getattr(reason, "strerror", None) or str(reason) or type(error).__name__
    return f"cannot be reached ({said})"


def _next_address(seen: Sequence[str], error: urllib.error.HTTPError, limits: Limits) -> str:
    """Where a redirect leads; raises SourceError if it may not be followed."""
    here = seen[-1]
    there = urljoin(here, str(error.headers["Location"]))
    if urlsplit(there).scheme not in {"http", "https"}:
        raise SourceError(f"{here}: leads to {there}, which is not a web address")
    if here.startswith("https:") and there.startswith("http:"):
        raise SourceError(f"{here}: leads to {there}, which is not protected as it is itself")
    if there in seen:
        raise SourceError(f"{seen[0]}: its redirects go in a circle, by way of {there}")
    if len(seen) > limits.redirects:
        raise SourceError(f"{seen[0]}: leads on more than {limits.redirects} times")
    return there


def _body(answer: http.client.HTTPResponse, address: str, limits: Limits, deadline: float) -> bytes:
    expected = answer.length
    content = _read(answer, address, limits, deadline)
    if expected is not None and len(content) != expected:
        raise SourceError(f"{address}: the answer breaks off after {len(content)} of {expected} bytes")
    packing = (answer.headers.get("Content-Encoding") or "identity").lower()
    if packing in {"gzip", "x-gzip"}:
        return _unpack(content, address, limits)
    if packing != "identity":
        raise SourceError(f"{address}: the answer is packed as {packing}, which was not asked for")
    if expected is None and not answer.chunked and not content.rstrip(b" \t\r").endswith(_ENDS):
        raise SourceError(
            f"{address}: the server does not say how long its answer is, and it ends in mid-line; "
            "it may have broken off"
        )
    return content


def _read(answer: http.client.HTTPResponse, address: str, limits: Limits, deadline: float) -> bytes:
    content = bytearray()
    too_large = SourceError(f"{address}: is larger than {limits.size_bytes:,} bytes, the most that is taken")
    if (answer.length or 0) > limits.size_bytes:
        raise too_large
    while True:
        try:
            chunk = answer.read1(_CHUNK)
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise SourceError(f"{address}: {_trouble(error, limits)}") from error
        if not chunk:
            return bytes(content)
        content += chunk
        if len(content) > limits.size_bytes:
            raise too_large
        if time.monotonic() > deadline:
            raise SourceError(f"{address}: was not there after {limits.total_seconds:g} seconds")


def _unpack(content: bytes, address: str, limits: Limits) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(content, limits.size_bytes + 1)
    except zlib.error as error:
        raise SourceError(f"{address}: says it is packed with gzip, but is not ({error})") from error
    if len(unpacked) > limits.size_bytes:
        raise SourceError(
            f"{address}: unpacks to more than {limits.size_bytes:,} bytes, the most that is taken"
        )
    if not unpacker.eof:
        raise SourceError(f"{address}: the packed answer breaks off")
    return unpacked


def _require_data(content: bytes, kind: str, address: str) -> None:
    """Raise SourceError if the content cannot be a text of the kind `.json` or `.csv`."""
    wanted = kind.removeprefix(".").upper() or "CSV"
    start = content.removeprefix(_MARK).lstrip()[:1]
    if not start:
        raise SourceError(f"{address}: the answer is empty")
    if start == b"<":
        hint = "; on GitHub take the address behind the button Raw" if _on_github(address) else ""
        raise SourceError(f"{address}: is a web page, not the {wanted} file that is wanted{hint}")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(
            f"{address}: is not UTF-8 text (line {line}, byte {error.start}); it is in another encoding"
        ) from error
    if (wanted == "JSON") != (start in (b"[", b"{")):
        raise SourceError(
            f"{address}: is not a {wanted} file; it begins with {content[:20].decode(errors='replace')!r}"
        )


def _on_github(address: str) -> bool:
    return urlsplit(address).hostname in {"github.com", "www.github.com"}
