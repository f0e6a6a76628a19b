"""Fetching a feed from its address: whole, of the right kind, or not at all.

What is fetched must be data, told in one sentence that names the address if it is not: a page
instead of data, another encoding, nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

from wartally.errors import BadArgument, SourceError
from wartally.fetching import LIMITS, Limits, fetch, is_address

__all__ = ["LIMITS", "Limits", "addresses", "fetch", "fetch_feed", "is_address"]

_MARK = b"\xef\xbb\xbf"


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
