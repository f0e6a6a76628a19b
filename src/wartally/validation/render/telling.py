"""How a report is told: what a rendering needs beside the report. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wartally.validation.findings import Finding
from wartally.validation.render.helps import HELPS, Help

__all__ = ["EXAMPLES", "Cell", "Telling"]

# How many findings of one kind are shown where not all are.
EXAMPLES = 5

Cell = tuple[str, int, str]


@dataclass(frozen=True)
class Telling:
    """How many `examples` of each kind are shown, and what the report itself does not know.

    `folder` is where the package lies, seen from where the reader stands ("" or "sub/folder/").
    `cells` says of a cell (file, line, column's name) which are its first and its last character in the
    line, counted from 1; a cell may be missing. `helps` says what rules mean.
    """

    examples: int = EXAMPLES
    folder: str = ""
    version: str = ""
    helps: Mapping[str, Help] = field(default_factory=lambda: HELPS)
    cells: Mapping[Cell, tuple[int, int]] = field(default_factory=dict)

    def path(self, found: Finding) -> str:
        """The file of a finding, seen from where the reader stands; an address is left as it is."""
        file = found.file or found.table
        return file if "://" in file else self.folder + file

    def cell(self, found: Finding) -> tuple[int, int] | None:
        """The first and the last character of the finding's cell in its line, if they are known."""
        return self.cells.get((found.file, found.line, found.column))
