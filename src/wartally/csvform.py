"""The canonical CSV form: one table, one sequence of bytes.

UTF-8 without a mark, LF, the header in schema order, rows sorted by primary key, cells
quoted only where they must be, missing values empty. Pure: text and values in, bytes out.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from operator import itemgetter
from types import NoneType
from typing import Any, cast

from wartally.cells import reader, sql_text
from wartally.cells.numbers import LARGEST, SMALLEST
from wartally.errors import DataError
from wartally.schema import Field, FieldType, TableSchema

# Python's reader gives up at cells of 128 KiB, on a limit that is one for the whole process.
csv.field_size_limit(2**31 - 1)

__all__ = ["canonical", "from_cell", "from_cells", "reformat", "to_cell", "to_cells"]

# The signs of whole numbers and of others: text of these alone is a number if Python takes it for one.
_DIGITS, _DECIMALS = frozenset("0123456789+-"), frozenset("0123456789+-.eE")
_MISSING = ("",)


def to_cell(value: Any) -> str:
    """The text of one value: empty for None, ISO for dates and times, true/false, JSON for what has parts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    return sql_text(value) if isinstance(value, (dict, list, tuple)) else str(value)


def _field(kind: str | Field) -> Field:
    return Field("", cast(FieldType, kind)) if isinstance(kind, str) else kind


def from_cell(text: str, kind: str | Field, missing: Sequence[str] = _MISSING) -> Any:
    """The value of one cell by its field or its type; None if the text is among those that are `missing`.

    Raises ValueError if it is no value of the type, as `wartally.cells.reader` does.
    """
    return None if text in missing else reader(_field(kind))(text)


def to_cells(values: Sequence[Any]) -> Sequence[str]:
    """The texts of a column of values, as `to_cell` has them; a column is quicker than its cells."""
    kinds = set(map(type, values))
    if kinds <= {str, NoneType}:
        return [value or "" for value in values]
    if kinds <= {int, NoneType}:
        return ["" if value is None else str(value) for value in values]
    if kinds <= {date, NoneType}:
        texts = {value: to_cell(value) for value in set(values)}
        return [texts[value] for value in values]
    return [to_cell(value) for value in values]


def from_cells(texts: Sequence[str], kind: str | Field, missing: Sequence[str] = _MISSING) -> list[Any]:
    """The values of a column of cells, as `from_cell` has them; raises ValueError as it does."""
    field = _field(kind)
    blank = frozenset(missing)
    if field.type in ("string", "any") and field.format == "default":
        return [None if text in blank else text for text in texts]
    if (quick := _numbers(texts, field, blank)) is not None:
        return quick
    read = reader(field)
    if field.type in ("object", "array", "list", "geojson"):
        # Each row has its own: they can be changed.
        return [None if text in blank else read(text) for text in texts]
    values = {text: None if text in blank else read(text) for text in set(texts)}
    return [values[text] for text in texts]


def _numbers(texts: Sequence[str], field: Field, blank: frozenset[str]) -> list[Any] | None:
    """The values of a column of plain numbers, quickly; None if one of them has to be looked at closely."""
    if field.type not in ("integer", "number") or field.group_char or not field.bare_number:
        return None
    if field.decimal_char != "." or not blank <= {""}:
        return None
    signs = set("".join(texts))
    if field.type == "number":
        if not signs <= _DECIMALS or not blank:
            return None
        found = [float(text) if text else None for text in texts]
        return None if any(value in (math.inf, -math.inf) for value in found) else found
    if not signs <= _DIGITS or not blank:
        return None
    whole = [int(text) if text else None for text in texts]
    known = [value for value in whole if value is not None]
    return whole if not known or (min(known) >= SMALLEST and max(known) <= LARGEST) else None


def canonical(schema: TableSchema, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The canonical bytes of a table whose `rows` map field names to values (missing names are blank)."""
    found = list(rows)
    columns = [to_cells([row.get(name) for row in found]) for name in schema.field_names]
    return _render(schema, list(zip(*columns, strict=True)))


def reformat(schema: TableSchema, content: bytes, where: str) -> bytes:
    """The canonical bytes of an existing CSV file; `where` names it in messages.

    Cells are kept as they are written. Raises DataError, with the line, if the text is not
    UTF-8, a row has not as many cells as the header, or the columns are not the schema's.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(
            f"{where}, line {line}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise DataError(f"{where}, line {reader.line_num}: {error}") from error
    if not rows:
        raise DataError(f"{where}: the file is empty; it needs at least its header")
    header = rows[0][1]
    if sorted(header) != sorted(schema.field_names):
        wrong = sorted(set(header) ^ set(schema.field_names)) or header
        raise DataError(
            f"{where}, line 1: the columns are not those of schemas/{schema.name}.yaml: {', '.join(wrong)}"
        )
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise DataError(f"{where}, line {line}: {len(row)} cells where the header has {len(header)}")
    order = [header.index(name) for name in schema.field_names]
    return _render(schema, [[row[i] for i in order] for _, row in rows[1:]])


def _render(schema: TableSchema, cells: Sequence[Sequence[str]]) -> bytes:
    key = [schema.field_names.index(name) for name in schema.primary_key]
    numeric = {i for i in key if schema.fields[i].type in ("integer", "number")}

    def sort_key(row: Sequence[str]) -> list[Any]:
        return [_sortable(row[i], i in numeric) for i in key]

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(schema.field_names)
    ordered: Sequence[Sequence[str]] = cells
    if key:
        ordered = sorted(cells, key=sort_key if numeric else itemgetter(*key))
    for row in ordered:
        if any("\r" in cell for cell in row):
            out.write(",".join(map(_quoted, row)) + "\n")
        else:
            writer.writerow(row)
    return out.getvalue().encode("utf-8")


def _quoted(text: str) -> str:
    """One cell as CSV; Python's writer leaves a lone carriage return bare, which ends a line for a reader."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if any(c in text for c in '\r\n",') else text


def _sortable(text: str, numeric: bool) -> tuple[int, float, str]:
    if numeric:
        try:
            return (0, float(text), "")
        except ValueError:
            return (1, 0.0, text)
    return (1, 0.0, text)
