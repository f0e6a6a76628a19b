"""The list of a release's files with their sha256, as `sha256sum -c` reads it. Pure.

Its second line is the sha256 of the lines below it, so that a changed byte in the list itself is told
from one in a file that it lists. Both lines begin with #, which `sha256sum` passes over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from wartally.errors import DataError

__all__ = ["SUMS", "Sums", "parse_sums", "render_sums", "sha256_of"]

SUMS = "SHA256SUMS"
_OWN = "# sha256 of the lines below: "
_LINE = re.compile(r"([0-9a-f]{64})  (\S[^\n\r\0]*)")


@dataclass(frozen=True)
class Sums:
    """What a list says: of which package and version it is, and the sha256 of each file by its path."""

    about: str
    files: Mapping[str, str]


def sha256_of(content: bytes) -> str:
    """The sha256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def render_sums(about: str, files: Mapping[str, str]) -> bytes:
    """The bytes of a list; `files` are digests by path, `about` is one line.

    >>> print(render_sums("example 1.0.0", {"a.txt": "0" * 64}).decode().splitlines()[0])
    # example 1.0.0
    """
    lines = "".join(f"{files[path]}  {path}\n" for path in sorted(files))
    own = sha256_of(lines.encode("utf-8"))
    return f"# {' '.join(about.split())}\n{_OWN}{own}\n{lines}".encode()


def parse_sums(content: bytes) -> Sums:
    """What the bytes of a list say; raises DataError if a byte is not as `render_sums` wrote it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"byte {error.start} is not UTF-8") from error
    head, _, rest = text.partition("\n")
    own, _, below = rest.partition("\n")
    if not head.startswith("# ") or not own.startswith(_OWN):
        raise DataError("is not a list of files with their sha256 as a release has it")
    found = sha256_of(below.encode("utf-8"))
    if own.removeprefix(_OWN) != found:
        raise DataError(f"its lines have the sha256 {found}, not the one that its second line gives")
    files = {}
    for number, line in enumerate(below.splitlines(), start=3):
        match = _LINE.fullmatch(line)
        if match is None:
            raise DataError(f"line {number} is not a sha256 and a path")
        files[match[2]] = match[1]
    made = Sums(head.removeprefix("# "), files)
    if render_sums(made.about, files) != content:
        raise DataError("its lines are not sorted by path, each once")
    return made
