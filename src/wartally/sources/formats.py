"""Which format, compression and encoding a file has, by what is said of it and by its name. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from wartally.errors import DescriptorError
from wartally.sources.paths import is_web

__all__ = ["READ", "compression_of", "encoding_of", "format_of"]

_FORMATS = {
    "csv": "csv", "txt": "csv", "dat": "csv", "text": "csv", "tsv": "tsv", "tab": "tsv",
    "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "ldjson": "jsonl",
    "parquet": "parquet", "parq": "parquet", "pq": "parquet", "xlsx": "xlsx", "xlsm": "xlsx",
    "sqlite": "sqlite", "sqlite3": "sqlite", "db": "sqlite", "inline": "inline",
}  # fmt: skip
READ = tuple(dict.fromkeys(_FORMATS.values()))
_MEDIA = {
    "text/csv": "csv",
    "application/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.sqlite3": "sqlite",
    "application/x-sqlite3": "sqlite",
}
_COMPRESSIONS = {
    "gz": "gz", "gzip": "gz", "bz2": "bz2", "bzip2": "bz2", "xz": "xz", "lzma": "xz",
    "zst": "zst", "zstd": "zst", "zip": "zip", "no": "", "none": "", "": "",
}  # fmt: skip
_SUFFIXES = ("gz", "bz2", "xz", "zst", "zip")
_UTF8 = frozenset({"utf-8", "utf-8-sig"})
# Codecs that turn text into text, or that read more into it than characters.
_NO_ENCODINGS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})


def _suffixes(path: str) -> list[str]:
    name = urlsplit(path).path if is_web(path) else path
    return name.rpartition("/")[2].lower().split(".")[1:]


def compression_of(resource: Mapping[str, Any], path: str, where: str) -> str:
    """How the file is packed: blank, gz, bz2, xz, zst or zip; raises DescriptorError if it is another way."""
    said = resource.get("compression")
    if said is None:
        last = _suffixes(path)[-1:]
        return last[0] if last and last[0] in _SUFFIXES else ""
    if not isinstance(said, str) or said.lower() not in _COMPRESSIONS:
        raise DescriptorError(f"{where}/compression: {said!r} is not one of {', '.join(_SUFFIXES)}")
    return _COMPRESSIONS[said.lower()]


def format_of(resource: Mapping[str, Any], path: str, where: str) -> str:
    """The format of a file: one of READ, or the name of one that is not read."""
    for key in ("format", "mediatype"):
        if resource.get(key) is not None and not isinstance(resource[key], str):
            raise DescriptorError(f"{where}/{key}: must be text, not {resource[key]!r}")
    said = str(resource.get("format") or "").lower().lstrip(".")
    if said:
        return _FORMATS.get(said.removesuffix(".gz").removesuffix(".zip"), said)
    medium = str(resource.get("mediatype") or "").lower().partition(";")[0].strip()
    if medium in _MEDIA:
        return _MEDIA[medium]
    suffixes = _suffixes(path)
    if suffixes and suffixes[-1] in _SUFFIXES:
        suffixes.pop()
    last = suffixes[-1] if suffixes else ""
    return _FORMATS.get(last, last if last in ("xls", "ods", "yaml", "yml", "xml", "html") else "csv")


def encoding_of(resource: Mapping[str, Any], where: str) -> str:
    """The encoding as Python names it, utf-8 if none is stated; raises DescriptorError if it is unknown.

    A UTF-8 file may begin with a byte order mark whether it is declared or not, so both are `utf-8`.
    """
    said = resource.get("encoding")
    if said is None or said == "":
        return "utf-8"
    if not isinstance(said, str):
        raise DescriptorError(f"{where}/encoding: must be text, not {said!r}")
    try:
        name = codecs.lookup(said.strip()).name
        "".encode(name)
    except (LookupError, ValueError, TypeError) as error:
        raise DescriptorError(f"{where}/encoding: there is no encoding {said!r}; name another") from error
    if name in _NO_ENCODINGS:
        raise DescriptorError(f"{where}/encoding: {said!r} is no encoding of files; name another")
    return "utf-8" if name in _UTF8 else name
