"""What a table of a package is: its schema, the files that hold its rows, and how they are written. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from wartally.schema import TableSchema

__all__ = ["Dialect", "Part", "Table"]


@dataclass(frozen=True)
class Dialect:
    """How rows are written, in the words of Table Dialect; the defaults are those of the standard."""

    delimiter: str = ","
    line_terminator: str = ""
    quote_char: str = '"'
    double_quote: bool = True
    escape_char: str = ""
    null_sequence: str | None = None
    skip_initial_space: bool = False
    header: bool = True
    header_rows: tuple[int, ...] = (1,)
    header_join: str = " "
    comment_rows: tuple[int, ...] = ()
    comment_char: str = ""
    case_sensitive_header: bool = True
    property: str = ""
    item_type: str = ""
    item_keys: tuple[str, ...] = ()
    sheet_number: int = 1
    sheet_name: str = ""
    table: str = ""


class Part(NamedTuple):
    """One file of a table: where it lies on this machine, and what the descriptor calls it."""

    path: Path
    file: str


@dataclass(frozen=True)
class Table:
    """One table of a package: its schema, the files that hold its rows, and how they are written.

    `path` and `file` are those of the first of the `parts`. `compression` is blank, gz, bz2, xz, zst
    or zip; `format` is csv, tsv, json, jsonl, parquet, xlsx, sqlite, inline, or one that is not read.
    A table of Wartally's `own` kind is held to its canonical form, others to the standard. `absent` says
    why files that should have been fetched are not there. `made` keeps what was made of the files.
    """

    name: str
    schema: TableSchema
    path: Path
    file: str
    resource: Mapping[str, Any]
    parts: tuple[Part, ...] = ()
    dialect: Dialect = field(default=Dialect())
    encoding: str = "utf-8"
    compression: str = ""
    format: str = "csv"
    own: bool = True
    absent: Mapping[str, str] = field(default_factory=dict)
    made: list[Any] = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.parts:
            object.__setattr__(self, "parts", (Part(self.path, self.file),))
