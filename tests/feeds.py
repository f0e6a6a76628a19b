"""Upstream feeds made of what the small package holds, and the command that imports them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.workbench import SERIES
from wartally.cli import run
from wartally.importers import lod_db, petroivaniuk
from wartally.package import open_package

TODAY = "2026-12-01"
FILE = lod_db.FILE
Records = list[dict[str, Any]]


def records_of(folder: Path) -> Records:
    """What lod-db's feed would be if it held what the small package has of it."""
    urls = {
        r["report_date"].isoformat(): r["url"]
        for r in open_package(folder).rows("reports")
        if r["series_id"] == SERIES
    }
    found = _exported(folder, lod_db.FEED, lod_db.CATEGORY_OF)
    return [record | {"sourceUri": urls[record["date"]]} for record in reversed(found)]


def pair_of(folder: Path) -> dict[str, bytes]:
    """The two files of petroivaniuk's feed as the small package has them."""
    personnel, equipment = [], []
    for number, record in enumerate(
        _exported(folder, petroivaniuk.FEED, petroivaniuk.CATEGORY_OF), start=247
    ):
        figure, fields = record.pop("personnel"), {"date": record["date"], "day": number}
        personnel.append({**fields, "personnel": figure, "personnel*": "about"})
        equipment.append({**fields, **record})
    return {petroivaniuk.PERSONNEL_FILE: dump(personnel), petroivaniuk.EQUIPMENT_FILE: dump(equipment)}


def _exported(folder: Path, transcription: str, names: Mapping[str, str]) -> Records:
    """The records of one of the package's transcriptions, by date, as its feed has them."""
    upstream = {category: name for name, category in names.items()}
    records: dict[str, dict[str, Any]] = {}
    for row in open_package(folder).rows("readings"):
        if (row["series_id"], row["transcription_id"]) == (SERIES, transcription):
            day = row["report_date"].isoformat()
            records.setdefault(day, {"date": day})[upstream[row["category_id"]]] = row["cumulative"]
    return [records[day] for day in sorted(records)]


def of(records: Records, day: str) -> dict[str, Any]:
    """The record of a day."""
    return next(record for record in records if record["date"] == day)


def dump(content: Any) -> bytes:
    """Content as the bytes of a JSON file."""
    return json.dumps(content).encode()


def run_import(folder: Path, *arguments: object) -> int:
    """The exit status of `wartally import` on the package in a folder."""
    return run(["--package", str(folder), "import", *map(str, arguments), "--today", TODAY])


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
