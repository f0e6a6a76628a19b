"""JSON Lines: a table a file, a row a line, every column in every line, dates as text, blanks as null."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from wartally.csvform import to_cell
from wartally.export.model import Made, Tell
from wartally.export.source import Source

__all__ = ["write"]

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=to_cell, separators=(",", ":")).encode


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write jsonl/<table>.jsonl for every table."""
    (folder / "jsonl").mkdir()
    made = []
    for step, name in enumerate(source.tables):
        tell("jsonl", step, len(source.tables))
        frame = source.frame(name)
        path = f"jsonl/{source.file_names[name]}.jsonl"
        with (folder / path).open("w", encoding="utf-8", newline="") as stream:
            for row in frame.iter_rows(named=True):
                stream.write(_line(row) + "\n")
        made.append(Made(path, "application/x-ndjson", *source.titles(name), name, frame.height))
    return made


def _line(row: dict[str, Any]) -> str:
    try:
        return _ENCODE(row)
    except ValueError:
        # JSON has no such numbers; the format of the tables writes them as these texts.
        return _ENCODE({name: _told(value) for name, value in row.items()})


def _told(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    return value
