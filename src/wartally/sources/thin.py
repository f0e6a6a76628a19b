"""Files that are plain but for packing or encoding: unpacked and in UTF-8, line for line as they were."""

from __future__ import annotations

import codecs
import weakref
from dataclasses import replace
from pathlib import Path

from wartally.scratch import new_file
from wartally.sources.packing import unpacked
from wartally.sources.plain import is_plain
from wartally.sources.rows import Unreadable
from wartally.sources.table import Part, Table

__all__ = ["thinned"]

_BLOCK = 1 << 20


class _Copy:
    """A file that is there as long as somebody holds this."""

    def __init__(self) -> None:
        self.path = new_file(".csv")
        weakref.finalize(self, self.path.unlink, missing_ok=True)


def thinned(table: Table) -> Table | None:
    """The table with its one file unpacked and in UTF-8, which is quick; None if it cannot be had so simply.

    Lines stay as they are. Raises OSError if the file cannot be opened.
    """
    copy = _Copy()
    bare = replace(table, compression="", encoding="utf-8", path=copy.path)
    if not is_plain(bare):
        return None
    try:
        _write(table, copy.path)
    except (Unreadable, UnicodeError):
        # The slow way tells what is wrong, and where.
        return None
    return replace(bare, parts=(Part(copy.path, table.file),), made=[copy])


def _write(table: Table, target: Path) -> None:
    decoder = None if table.encoding == "utf-8" else codecs.getincrementaldecoder(table.encoding)()
    inner = str(table.resource.get("innerpath") or "")
    with unpacked(table.path, table.compression, inner) as stream, target.open("wb") as out:
        while block := stream.read(_BLOCK):
            out.write(decoder.decode(block).encode("utf-8") if decoder else block)
        if decoder:
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
