"""A package of the shape of `losses` with as many rows as wanted: python benchmarks/generate.py DIR ROWS."""

from __future__ import annotations

import csv
import json
import random
import shutil
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from wartally import store
from wartally.package import open_package

ROOT = Path(__file__).parents[1]
TABLES = ("actors", "categories", "sources", "series", "reports", "corrections", "losses")
RULES = ("double_entry", "unexplained_fall", "stale_figure", "change_is_difference", "correction_applies")
CATEGORIES = [
    "personnel",
    "tanks",
    "armoured_vehicles",
    "artillery",
    "mlrs",
    "air_defence",
    "aircraft",
    "helicopters",
    "uav",
    "cruise_missiles",
    "warships",
    "submarines",
    "vehicles_fuel_tanks",
    "special_equipment",
]
DAYS = 1626
FIRST = date(2022, 2, 25)


def generate(folder: Path, rows: int, seed: int = 1) -> int:
    """Write the package; the number of rows of `losses` it got, at least `rows`."""
    series = -(-rows // (DAYS * len(CATEGORIES)))
    for name in ("schemas", "data", "validators"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        shutil.copy(ROOT / "schemas" / f"{table}.yaml", folder / "schemas")
    for rule in RULES:
        shutil.copy(ROOT / "validators" / f"{rule}.sql", folder / "validators")
    for table in ("actors", "categories", "sources"):
        shutil.copy(ROOT / "data" / f"{table}.csv", folder / "data")
    header = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    (folder / "datapackage.json").write_text(json.dumps({**header, "resources": []}), encoding="utf-8")
    names = [f"series_{n:05}" for n in range(series)]
    package = open_package(folder)
    store.write_tables(package, {"series": [_series(name) for name in names], "corrections": []})
    _write(folder, "reports", ((n, d.isoformat(), "", "", "true", "") for n in names for d in _days()))
    return _write(folder, "losses", (row for n in names for row in _losses(n, random.Random(f"{seed}{n}"))))


def _series(name: str) -> dict[str, object]:
    return {
        "series_id": name, "claimant_id": "wartally", "subject_side": "RU", "title": name, "title_uk": name,
        "definition": "Made up for measuring.", "definition_uk": "Вигадано для вимірювань.",
        "frequency": "daily", "first_date": FIRST,
    }  # fmt: skip


def _days() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range(DAYS)]


def _losses(name: str, chance: random.Random) -> Iterator[tuple[object, ...]]:
    totals = dict.fromkeys(sorted(CATEGORIES), 0)
    for number, day in enumerate(_days()):
        for category in totals:
            rise = chance.randrange(0, 900 if category == "personnel" else 40)
            totals[category] += rise
            change = rise if number else ""
            yield (
                name,
                day.isoformat(),
                category,
                totals[category],
                change,
                change,
                "normal",
                "unanimous",
                4,
                4,
            )


def _write(folder: Path, table: str, rows: Iterable[tuple[object, ...]]) -> int:
    schema = open_package(folder).schemas[table]
    count = 0
    with (folder / "data" / f"{table}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(schema.field_names)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


if __name__ == "__main__":
    target, wanted = Path(sys.argv[1]), int(sys.argv[2])
    print(generate(target, wanted), "rows of losses")
    store.sync(open_package(target))
