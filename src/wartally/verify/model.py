"""What verifying finds: files that are not as they should be, what was expected, what is there. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Found", "Mismatch", "Verdict", "render"]


@dataclass(frozen=True, order=True)
class Mismatch:
    """A file that is not as something else says: what is wrong, what was expected, and what was found."""

    file: str
    what: str
    expected: str = ""
    found: str = ""


@dataclass
class Found:
    """What has been looked at so far: `checked` files, what is wrong, and what could not be looked at."""

    checked: set[str] = field(default_factory=set)
    mismatches: set[Mismatch] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def wrong(self, file: str, what: str, expected: object = "", found: object = "") -> None:
        """Keep a mismatch."""
        self.mismatches.add(Mismatch(file, what, str(expected), str(found)))

    def note(self, text: str) -> None:
        """Keep what a reader has to know of what was not checked."""
        if text not in self.notes:
            self.notes.append(text)

    @property
    def files(self) -> set[str]:
        """The files that are wrong."""
        return {mismatch.file for mismatch in self.mismatches}


@dataclass(frozen=True)
class Verdict:
    """The outcome: what was verified, how many files of it, every mismatch in order, and notes."""

    place: str
    kind: str
    version: str
    checked: int
    mismatches: tuple[Mismatch, ...]
    notes: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """True if nothing is wrong."""
        return not self.mismatches

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain values for JSON."""
        return {
            "place": self.place,
            "kind": self.kind,
            "version": self.version,
            "valid": self.valid,
            "checked": self.checked,
            "mismatches": [asdict(mismatch) for mismatch in self.mismatches],
            "notes": list(self.notes),
        }


def render(verdict: Verdict) -> str:
    """The outcome for a terminal: a line per mismatch, then the sum."""
    lines = [_line(mismatch) for mismatch in verdict.mismatches]
    lines += [f"note: {note}" for note in verdict.notes]
    files = len({mismatch.file for mismatch in verdict.mismatches})
    said = "as it should be" if verdict.valid else f"{_count(files)} not as it should be"
    named = " ".join(filter(None, (verdict.kind, verdict.version)))
    lines.append(f"{verdict.place}: {named}, {_count(verdict.checked)} checked: {said}")
    return "\n".join(lines)


def _line(mismatch: Mismatch) -> str:
    parts: Iterable[tuple[str, str]] = (("expected", mismatch.expected), ("found", mismatch.found))
    told = ", ".join(f"{name} {value}" for name, value in parts if value)
    return f"{mismatch.file}: {mismatch.what}{f' ({told})' if told else ''}"


def _count(n: int) -> str:
    return f"{n:,} {'file' if n == 1 else 'files'}"
