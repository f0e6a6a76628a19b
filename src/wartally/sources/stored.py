"""The bytes of files as they are stored: how many, and their hash by the algorithm that is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["ALGORITHMS", "Stored", "stated_hash", "stored"]

ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Stored:
    """The size in bytes and the hash of one file or of several strung together."""

    size: int
    digest: str


def stated_hash(resource: Mapping[str, Any]) -> tuple[str, str]:
    """The algorithm and the hash that a resource states, both blank if it states none.

    A hash without the name of an algorithm is an MD5, as the standard says.
    """
    said = str(resource.get("hash") or "").strip()
    if not said:
        return "", ""
    name, sign, digest = said.rpartition(":")
    return (name.lower().replace("-", ""), digest.lower()) if sign else ("md5", said.lower())


def stored(paths: Iterable[Path], algorithm: str) -> Stored:
    """Size and hash of files as if they were one; OSError if one cannot be read. The hash may be blank."""
    digest = hashlib.new(algorithm, usedforsecurity=False) if algorithm in ALGORITHMS else None
    size = 0
    for path in paths:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                if digest:
                    digest.update(block)
    return Stored(size, digest.hexdigest() if digest else "")
