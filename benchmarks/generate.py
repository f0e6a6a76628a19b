"""A package of the shape of `losses` with as many rows as wanted, and if wanted with 1 % bad cells.

python benchmarks/generate.py DIR --rows N [--bad 0.01] [--shuffled] [--rules all]

`losses` gets a column more, `entry_id`, with a pattern and a unique key. The rows are made by DuckDB, a few
series at a time, so that fifty million take a minute or two and little memory; the same call gives the same
bytes. With --bad, ledger.csv says of every finding that must come: its line, column and rule.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import yaml

from spoil import SPOILED
from wartally import store
from wartally.descriptor import compile_descriptor, compile_resource, render_descriptor
from wartally.package import open_package

ROOT = Path(__file__).parents[1]
TABLES = ("actors", "categories", "sources", "series", "reports", "corrections", "losses")
RULES = ("double_entry", "unexplained_fall", "stale_figure", "change_is_difference", "correction_applies")
CATEGORIES = (
    "air_defence",
    "aircraft",
    "armoured_vehicles",
    "artillery",
    "cruise_missiles",
    "helicopters",
    "mlrs",
    "personnel",
    "special_equipment",
    "submarines",
    "tanks",
    "uav",
    "vehicles_fuel_tanks",
    "warships",
)
DAYS = 1626
PER_SERIES = DAYS * len(CATEGORIES)
_AT_ONCE = 44
_ENTRY = {
    "name": "entry_id",
    "type": "string",
    "title": "Entry",
    "description": "Made up for measuring: a name for the row, of one pattern, that no other row has.",
    "example": "E0000000001",
    "constraints": {"required": True, "unique": True, "pattern": "^E[0-9]{10}$"},
}
_FACTS = """
CREATE OR REPLACE TABLE facts AS
SELECT s, d, c, category, rise, chance, (s * {days} + d) * {many} + c AS id,
  SUM(rise) OVER (PARTITION BY s, c ORDER BY d)::BIGINT AS total
FROM (
  SELECT s, d, c, category,
    (hash(s, d, c, {seed}) % (CASE category WHEN 'personnel' THEN 900 ELSE 40 END))::BIGINT AS rise,
    (hash({seed}, d, s, c) % 1000000)::BIGINT AS chance
  FROM range({first}, {last}) AS a(s), range({days}) AS b(d),
    (SELECT UNNEST({categories}) AS category, UNNEST(range({many})) AS c)
)
"""
_CLEAN = """
SELECT id,
  format('series_{{:05d}}', s) AS series_id,
  strftime(DATE '2022-02-25' + d::INTEGER, '%Y-%m-%d') AS report_date,
  category AS category_id, total::VARCHAR AS cumulative,
  CASE WHEN d > 0 THEN rise::VARCHAR END AS printed_increase,
  CASE WHEN d > 0 THEN rise::VARCHAR END AS change,
  'normal' AS obs_status, 'unanimous' AS basis, '4' AS readings, '4' AS agreeing,
  format('E{{:010d}}', id) AS entry_id
FROM facts
"""


def generate(folder: Path, rows: int, bad: float = 0.0, shuffled: bool = False, rules: int = 1) -> int:
    """Write the package, with the first `rules` rules; the rows of `losses` it got, at least `rows`."""
    series = -(-rows // PER_SERIES)
    _write_rest(folder, rules)
    names = [f"series_{n:05}" for n in range(series)]
    package = open_package(folder)
    store.write_tables(package, {"series": [_series(name) for name in names], "corrections": []})
    with duckdb.connect() as db:
        db.execute(
            f"COPY (SELECT format('series_{{:05d}}', s) AS series_id, "
            f"strftime(DATE '2022-02-25' + d::INTEGER, '%Y-%m-%d') AS report_date, NULL AS url, "
            f"NULL AS wording, 'true' AS approximate{_other_columns(package)} FROM range({series}) AS a(s), "
            f"range({DAYS}) AS b(d) ORDER BY s, d) TO '{folder}/data/reports.csv' (HEADER, QUOTE '\"')"
        )
        count = _write_losses(db, folder, series, bad, shuffled)
    _describe(folder)
    return count


def _describe(folder: Path) -> None:
    """The descriptor, with each file's size, sha256 and rows; `sync` does so too, but reads files at once."""
    package, resources = open_package(folder), []
    for table in package.tables.values():
        with table.path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            rows = sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")) - 1
        size = table.path.stat().st_size
        resources.append(compile_resource(table.schema, table.file, size, digest, rows))
    described = compile_descriptor(package.descriptor, resources, [])
    (folder / "datapackage.json").write_bytes(render_descriptor(described))


def _write_rest(folder: Path, rules: int) -> None:
    for name in ("schemas", "data", "validators"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        shutil.copy(ROOT / "schemas" / f"{table}.yaml", folder / "schemas")
    losses = yaml.safe_load((ROOT / "schemas" / "losses.yaml").read_text(encoding="utf-8"))
    losses["fields"].append(_ENTRY)
    text = yaml.safe_dump(losses, allow_unicode=True, sort_keys=False)
    (folder / "schemas" / "losses.yaml").write_text(text, encoding="utf-8")
    for rule in RULES[:rules]:
        shutil.copy(ROOT / "validators" / f"{rule}.sql", folder / "validators")
    for table in ("actors", "categories", "sources"):
        shutil.copy(ROOT / "data" / f"{table}.csv", folder / "data")
    header = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    (folder / "datapackage.json").write_text(json.dumps({**header, "resources": []}), encoding="utf-8")


def _other_columns(package: Any) -> str:
    """The columns of `reports` that are blank here."""
    known = {"series_id", "report_date", "url", "wording", "approximate"}
    others = [name for name in package.schemas["reports"].field_names if name not in known]
    return "".join(f", NULL AS {name}" for name in others)


def _series(name: str) -> dict[str, object]:
    return {
        "series_id": name, "claimant_id": "wartally", "subject_side": "RU", "title": name, "title_uk": name,
        "definition": "Made up for measuring.", "definition_uk": "Вигадано для вимірювань.",
        "frequency": "daily", "first_date": "2022-02-25",
    }  # fmt: skip


def _write_losses(
    db: duckdb.DuckDBPyConnection, folder: Path, series: int, bad: float, shuffled: bool
) -> int:
    """Write losses.csv a few series at a time, and the ledger of what is wrong with it."""
    columns = open_package(folder).schemas["losses"].field_names
    chosen = ", ".join(columns)
    part, count = folder / "part.csv", 0
    ledger = folder / "ledger.csv"
    with (folder / "data" / "losses.csv").open("wb") as whole, ledger.open("wb") as notes:
        whole.write(",".join(columns).encode() + b"\n")
        notes.write(b"line,column,rule\n")
        for first in range(0, series, _AT_ONCE):
            last = min(first + _AT_ONCE, series)
            names = list(CATEGORIES)
            db.execute(
                _FACTS.format(days=DAYS, many=len(names), seed=1, first=first, last=last, categories=names)
            )
            query = _CLEAN.format()
            if bad:
                query = SPOILED.format(
                    clean=query, rate=round(bad * len(columns) * 4 / 3 * 1_000_000), many=len(names)
                )
            db.execute(f"CREATE OR REPLACE TABLE made AS {query}")
            order = "hash(id, 7)" if shuffled else "id"
            db.execute(f"COPY (SELECT {chosen} FROM made ORDER BY {order}) TO '{part}' (HEADER false)")
            _append(part, whole)
            if bad:
                db.execute(
                    "COPY (SELECT line, column_, rule FROM ("
                    "SELECT UNNEST(wrong, recursive := true), line FROM (SELECT wrong, "
                    f"{count + 1} + row_number() OVER (ORDER BY id) AS line FROM made)) ORDER BY line) "
                    f"TO '{part}' (HEADER false)"
                )
                _append(part, notes)
            row = db.execute("SELECT COUNT(*) FROM made").fetchone()
            count += int(row[0]) if row else 0
    part.unlink(missing_ok=True)
    if not bad:
        ledger.unlink()
    return count


def _append(part: Path, whole: Any) -> None:
    with part.open("rb") as stream:
        shutil.copyfileobj(stream, whole, 1 << 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of losses, at least")
    parser.add_argument("--bad", type=float, default=0.0, help="the share of bad cells, such as 0.01")
    parser.add_argument("--shuffled", action="store_true", help="rows in no order")
    parser.add_argument("--rules", type=int, default=1, help=f"how many of the rules {', '.join(RULES)}")
    given = parser.parse_args()
    count = generate(given.folder, given.rows, given.bad, given.shuffled, given.rules)
    print(count, "rows of losses")


if __name__ == "__main__":
    main()
