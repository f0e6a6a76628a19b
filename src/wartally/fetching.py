"""Fetching from an address: whole, within limits, or not at all.

Everything that can go wrong on the way is told in one sentence that names the address: no answer,
a status other than 200, too many redirects, an answer that breaks off or is too large.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import wartally
from wartally.errors import BadArgument, SourceError

__all__ = ["LIMITS", "Limits", "fetch", "fetch_to", "is_address"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ENDS = (b"\n", b"]", b"}", b">")
_PACKED_NAMES = (".gz", ".tgz")
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


def fetch(address: str, limits: Limits = LIMITS) -> bytes:
    """The whole content of `address`, unpacked if it comes packed; raises SourceError.

    Redirects are followed as far as `limits` say, never from https to http.
    """
    deadline = time.monotonic() + limits.total_seconds
    answer, place = _answer(address, limits, None)
    with answer:
        return _body(answer, place, limits, deadline)


def fetch_to(
    address: str, file: Path, limits: Limits = LIMITS, permit: Callable[[str], None] | None = None
) -> int:
    """Write the content of `address` to `file` as it is stored there; its size. Raises SourceError.

    `permit` is asked before every request, redirects too, and raises to refuse the address. A file that
    broke off is not left behind.
    """
    deadline = time.monotonic() + limits.total_seconds
    answer, place = _answer(address, limits, permit)
    with answer:
        packing = (answer.headers.get("Content-Encoding") or "identity").lower()
        if packing != "identity" and not urlsplit(address).path.lower().endswith(_PACKED_NAMES):
            content = _body(answer, place, limits, deadline)
            file.write_bytes(content)
            return len(content)
        expected, size = answer.length, 0
        try:
            with file.open("wb") as stream:
                for chunk in _chunks(answer, place, limits, deadline):
                    size += stream.write(chunk)
            if expected is not None and size != expected:
                raise SourceError(f"{place}: the answer breaks off after {size} of {expected} bytes")
        except BaseException:
            file.unlink(missing_ok=True)
            raise
    return size


def _answer(
    address: str, limits: Limits, permit: Callable[[str], None] | None
) -> tuple[http.client.HTTPResponse, str]:
    """The answer to a request after all redirects, and the address that gave it."""
    seen = [address]
    while True:
        if permit:
            permit(seen[-1])
        try:
            return _open(seen[-1], limits), seen[-1]
        except urllib.error.HTTPError as error:
            with error:
                seen.append(_next_address(seen, error, limits))


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
    if not limits.redirects:
        raise SourceError(f"{here}: leads on to {there}, and only the address given is asked")
    if len(seen) > limits.redirects:
        raise SourceError(f"{seen[0]}: leads on more than {limits.redirects} times")
    return there


def _body(answer: http.client.HTTPResponse, address: str, limits: Limits, deadline: float) -> bytes:
    expected = answer.length
    content = b"".join(_chunks(answer, address, limits, deadline))
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


def _chunks(
    answer: http.client.HTTPResponse, address: str, limits: Limits, deadline: float
) -> Iterator[bytes]:
    """What comes, piece by piece, as long as the limits allow."""
    size = 0
    too_large = SourceError(f"{address}: is larger than {limits.size_bytes:,} bytes, the most that is taken")
    if (answer.length or 0) > limits.size_bytes:
        raise too_large
    while True:
        try:
            chunk = answer.read1(_CHUNK)
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise SourceError(f"{address}: {_trouble(error, limits)}") from error
        if not chunk:
            return
        size += len(chunk)
        if size > limits.size_bytes:
            raise too_large
        yield chunk
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
