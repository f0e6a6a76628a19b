"""What every importer gives back, and the strict reading they share.

An importer reads one upstream feed and proposes rows for our tables. It pops every field
it understands and audits what is left: a field or code nobody declared is *unmapped*, and
a person must look at it. Codes known to carry nothing for us are declared *ignored*, and
counted. Nothing falls into a default.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from wartally.errors import SourceError
from wartally.sources.documents import half_character

__all__ = ["Feed", "FeedBuilder", "Record", "csv_records", "iso_date", "json_records"]

Row = dict[str, Any]


@dataclass(frozen=True)
class Feed:
    """The rows one reading of a feed proposes, and what it could not place.

    `rows` maps a table name to rows with Python values (None for missing); `unmapped` lists
    what no mapping declares; `ignored` counts what the mapping declares as carrying nothing.
    """

    name: str
    rows: Mapping[str, list[Row]]
    unmapped: tuple[str, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)


class FeedBuilder:
    """Collects the rows of a feed while it is read."""

    def __init__(self, name: str) -> None:
        """Start an empty feed called `name`."""
        self.name = name
        self._rows: dict[str, list[Row]] = {}
        self._unmapped: dict[str, None] = {}
        self._ignored: Counter[str] = Counter()

    def add(self, table: str, **row: Any) -> None:
        """Propose one row for `table`."""
        self._rows.setdefault(table, []).append(row)

    def unmapped(self, what: str) -> None:
        """Note something that no mapping declares; each is listed once."""
        self._unmapped[what] = None

    def ignored(self, what: str) -> None:
        """Count something that the mapping declares as carrying nothing for us."""
        self._ignored[what] += 1

    def done(self) -> Feed:
        """The feed as read."""
        return Feed(self.name, dict(self._rows), tuple(self._unmapped), dict(self._ignored))


class Record(MutableMapping[str, Any]):
    """One upstream record whose fields are popped as they are read; `place` says where it stands."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        """Wrap `values`; `place` (file and line or position) is used in messages."""
        self._values = dict(values)
        self.place = place

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._values[key] = value

    def __delitem__(self, key: str) -> None:
        del self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def take(self, key: str) -> Any:
        """Remove and return a field that must be there; raises SourceError if it is not."""
        if key not in self._values:
            raise SourceError(f"{self.place}: the field {key!r} is missing; the feed has changed its shape")
        return self._values.pop(key)

    def take_text(self, key: str) -> str | None:
        """Remove and return a field as stripped text, None if it is empty."""
        value = self.take(key)
        text = "" if value is None else str(value).strip()
        return text or None

    def take_integer(self, key: str) -> int | None:
        """Remove and return a whole number, None if empty; raises SourceError for anything else."""
        value = self.take(key)
        if value is None or value == "":
            return None
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise SourceError(f"{self.place}: {key} is {value!r}, not a whole number") from None
        if isinstance(value, bool) or (isinstance(value, float) and value != number):
            raise SourceError(f"{self.place}: {key} is {value!r}, not a whole number")
        return number

    def take_date(self, key: str) -> date:
        """Remove and return an ISO date; raises SourceError for anything else."""
        return iso_date(self.take(key), f"{self.place}: {key}")

    def leftovers(self) -> list[str]:
        """The fields that were not read."""
        return sorted(self._values)


def iso_date(value: Any, place: str) -> date:
    """The date written as YYYY-MM-DD in `value`; raises SourceError naming `place` otherwise."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise SourceError(f"{place} is {value!r}, not a date written YYYY-MM-DD") from None


def csv_records(path: Path) -> Iterator[Record]:
    """The records of a CSV file with a header; raises SourceError if it cannot be read as one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            for row in reader:
                place = f"{path.name}, line {reader.line_num}"
                if None in row or None in row.values():
                    raise SourceError(f"{place}: the row has not as many cells as the header")
                yield Record(row, place)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except csv.Error as error:
        raise SourceError(f"{path}: is not a usable CSV file ({error})") from error


def json_records(path: Path) -> Iterator[Record]:
    """The records of a JSON file that holds a list of objects; raises SourceError otherwise."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path}: is not usable JSON ({error})") from error
    if not isinstance(content, list) or not all(isinstance(r, dict) for r in content):
        raise SourceError(f"{path}: is not a list of records; the feed has changed its shape")
    if half := half_character(text, content):
        raise SourceError(f"{path}: holds {half}, half of a character, which is no text")
    for position, row in enumerate(content, start=1):
        yield Record(row, f"{path.name}, record {position}")
