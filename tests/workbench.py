"""A small valid package cut from the real one, for tests to break.

Two stretches of the General Staff's reports, the second filed under a series of its own so that
neither has a gap: 28 October to 14 November 2022 (the article's week, a correction, an
adjudicated figure, four transcriptions) and 25 April to 6 May 2026 (a figure that cannot be told,
a category that begins). Other series as they are. Of everything else a few rows, and whatever
those refer to. Every table has rows, and every rule something to look at.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from wartally.csvform import canonical, from_cell
from wartally.descriptor import compile_resource
from wartally.package import DESCRIPTOR, Package, Table, open_package
from wartally.schema import ForeignKey, TableSchema
from wartally.store import DERIVED, sync
from wartally.validation.engines import ENGINES
from wartally.validation.findings import Finding
from wartally.validation.rules import Rule

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 12, 1)
SERIES = "general_staff_ua"
LATE = "general_staff_ua_2026"
STRETCHES = {SERIES: ("2022-10-28", "2022-11-14"), LATE: ("2026-04-25", "2026-05-06")}
# The engines of which a run costs little; Spark has its own tests, over many cases at once.
QUICK_ENGINES = tuple(name for name in ENGINES if name != "spark")
BY_REPORT = ("reports", "readings", "adjudications", "corrections", "directions")
# How many rows to take of a table that is not about the reports.
SAMPLE = 12

Row = dict[str, str]
Rows = dict[str, list[Row]]


@cache
def repository() -> Package:
    """The repository's own package; its schemas and rules are read once."""
    return open_package(ROOT)


def schemas() -> dict[str, TableSchema]:
    """Every schema, by table."""
    return repository().schemas


def rules() -> tuple[Rule, ...]:
    """Every rule."""
    return repository().rules


@cache
def cut() -> Rows:
    """The rows of the small package as text, by table, in canonical order."""
    everything = {name: _read(name) for name in schemas()}
    kept = _reports_and_figures(everything) | {name: [] for name in DERIVED}
    kept["press_claims"] = _sample([row for row in everything["press_claims"] if _inside(row)])
    kept["changes"] = _made_up_changes(everything["releases"][0]["version"])
    for name in everything:
        if name not in kept and schemas()[name].foreign_keys:
            kept[name] = _sample(everything[name])
    _follow_events(everything, kept)
    _take_parents(everything, kept)
    for name in everything:
        kept.setdefault(name, _sample(everything[name]))
    _take_parents(everything, kept)
    kept |= derived(kept)
    return {name: parse(schemas()[name], canonical(schemas()[name], rows)) for name, rows in kept.items()}


def _made_up_changes(version: str) -> list[Row]:
    """One change of each kind, said of tables that do not have it: no release need have all of them."""
    told = [
        ("places", "nowhere", "added", "*", "", ""),
        ("places", "elsewhere", "removed", "*", '{"place_id": "elsewhere"}', ""),
        ("places", "bakhmut", "changed", "note", "", "seen twice"),
        ("places", "*", "structure", "*", '{"fields": {"place_id": "string"}}', '{"fields": {}}'),
    ]
    names = ("table", "key", "op", "column", "value_before", "value_after")
    return [{"version": version, **dict(zip(names, change, strict=True))} for change in told]


def parse(schema: TableSchema, content: bytes) -> list[Row]:
    """The rows of canonical bytes as text."""
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    assert not found or tuple(found[0]) == schema.field_names
    return found


def _read(name: str) -> list[Row]:
    return parse(schemas()[name], repository().table(name).path.read_bytes())


def _sample(rows: list[Row]) -> list[Row]:
    """`SAMPLE` rows from all over the table."""
    step = max(len(rows) // SAMPLE, 1)
    return rows[::step][:SAMPLE]


def _reports_and_figures(everything: Rows) -> Rows:
    """The tables that are about series and their reports, cut to the stretches."""
    kept = {name: _by_stretch(everything[name]) for name in BY_REPORT}
    kept["series_categories"] = _lives(everything["series_categories"])
    kept["series"] = [_clipped(row) for row in _by_series(everything["series"])]
    used = {row["transcription_id"] for row in kept["readings"]}
    transcriptions = _by_series(everything["transcriptions"])
    kept["transcriptions"] = [row for row in transcriptions if row["transcription_id"] in used]
    kept["rewrites"] = _sample([row for row in everything["rewrites"] if row["transcription_id"] in used])
    return kept


def _by_series(rows: Iterable[Row]) -> list[Row]:
    """The rows of every series, those of the General Staff's once for each stretch."""
    found = []
    for row in rows:
        found.append(row)
        if row["series_id"] == SERIES:
            late = row | {"series_id": LATE}
            if "transcription_id" in row:
                late["transcription_id"] += "_2026"
            found.append(late)
    return found


def _by_stretch(rows: Iterable[Row]) -> list[Row]:
    found = []
    for row in _by_series(rows):
        first, last = STRETCHES.get(row["series_id"], ("", "9"))
        if first <= row["report_date"] <= last:
            found.append(row)
    return found


def _clipped(row: Row) -> Row:
    """A row with a first and a last date, cut to its series' stretch."""
    first, last = STRETCHES.get(row["series_id"], (row["first_date"], row["last_date"]))
    return row | {"first_date": max(first, row["first_date"]), "last_date": last}


def _lives(rows: Iterable[Row]) -> list[Row]:
    """The headings that a series has in its stretch; one that goes on past it still does."""
    found = []
    for row in _by_series(rows):
        first, last = STRETCHES.get(row["series_id"], ("", "9"))
        if row["first_date"] <= last and (row["last_date"] or "9") >= first:
            found.append(row | {"first_date": max(first, row["first_date"])})
    return found


def _follow_events(everything: Rows, kept: Rows) -> None:
    """Whole events: those sampled, those beside a report that was kept, and what is said of them."""
    reports = {(row["series_id"], row["report_date"]) for row in kept["reports"]}
    beside = [row for row in everything["event_losses"] if (row["series_id"], row["report_date"]) in reports]
    kept["event_losses"] = beside or [everything["event_losses"][0] | {"report_date": STRETCHES[SERIES][1]}]
    wanted = {row["event_id"] for row in (*kept["event_losses"], *kept["events"])}
    kept["events"] = [row for row in everything["events"] if row["event_id"] in wanted]
    kept["event_sources"] = [row for row in everything["event_sources"] if row["event_id"] in wanted]


def _inside(claim: Row) -> bool:
    """True if a statement of the press can be judged by the first stretch alone."""
    first, last = STRETCHES[SERIES]
    total = claim["statistic"] == "cumulative_on"
    return (total or claim["period_start"] >= first) and first <= claim["period_end"] <= last


def _take_parents(everything: Rows, kept: Rows) -> None:
    """Add the rows that kept rows refer to, until there is nothing to add."""
    again = True
    while again:
        again = False
        for name in list(kept):
            for key in schemas()[name].foreign_keys:
                again |= _add_missing(everything, kept, name, key)


def _add_missing(everything: Rows, kept: Rows, name: str, key: ForeignKey) -> bool:
    other = key.resource or name
    if other in DERIVED:
        return False
    there = {values(row, key.reference_fields) for row in kept.setdefault(other, [])}
    wanted = {values(row, key.fields) for row in kept[name] if all(values(row, key.fields))} - there
    found = [row for row in everything[other] if values(row, key.reference_fields) in wanted]
    kept[other] = kept[other] + found
    return bool(found)


def values(row: Row, names: Iterable[str]) -> tuple[str, ...]:
    """The cells of a row under these names."""
    return tuple(row[name] for name in names)


def derived(rows: Rows) -> Rows:
    """The derived tables that follow from the rows, as text."""
    needed = {name for inputs, _ in DERIVED.values() for name in inputs if name not in DERIVED}
    typed = {name: typed_rows(schemas()[name], rows[name]) for name in needed}
    made = {}
    for name, (_, derivation) in DERIVED.items():
        typed[name] = derivation(typed)
        made[name] = parse(schemas()[name], canonical(schemas()[name], typed[name]))
    return made


def typed_rows(schema: TableSchema, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows of text as Python values."""
    kinds = {f.name: f.type for f in schema.fields}
    return [{name: from_cell(text, kinds[name]) for name, text in row.items()} for row in rows]


@dataclass
class Bench:
    """A package whose rows a test changes as text; `package` writes and describes what is there.

    Rows are written in the order in which they stand, so that row number n is on line n + 2.
    """

    root: Path
    rows: Rows
    schemas: dict[str, TableSchema]
    rules: tuple[Rule, ...] = ()

    def package(self) -> Package:
        """The package as it stands now, in step with its descriptor."""
        (self.root / DESCRIPTOR).write_text(json.dumps({"name": "bench"}), encoding="utf-8")
        found = Package(self.root / DESCRIPTOR)
        tables = [self._table(name) for name in self.schemas]
        found.__dict__["_described"] = (tables, [])
        found.__dict__["tables"] = {table.name: table for table in tables}
        found.__dict__["rules"] = self.rules
        return found

    def _table(self, name: str) -> Table:
        schema, path = self.schemas[name], self.root / f"{name}.csv"
        content = written(schema, self.rows[name])
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        resource = compile_resource(schema, path.name, len(content), digest, len(self.rows[name]))
        resource["schema"] |= {"foreignKeys": _raw_keys(schema)}
        return Table(name, schema, path, path.name, resource)

    def row(self, table: str, **cells: str) -> Row:
        """The one row of a table that has these cells."""
        found = [row for row in self.rows[table] if row.items() >= cells.items()]
        assert len(found) == 1, (table, cells, len(found))
        return found[0]

    def line(self, table: str, row: Row) -> int:
        """The line on which this very row is written."""
        return next(n for n, other in enumerate(self.rows[table]) if other is row) + 2

    def derive(self) -> None:
        """Derive anew what is derived from the rows as they stand."""
        self.rows |= derived(self.rows)


def _raw_keys(schema: TableSchema) -> list[dict[str, Any]]:
    return [
        {"fields": list(k.fields), "reference": {"resource": k.resource, "fields": list(k.reference_fields)}}
        for k in schema.foreign_keys
    ]


def written(schema: TableSchema, rows: Iterable[Row]) -> bytes:
    """CSV bytes of the rows in the order in which they come."""
    lines = [",".join(_cell(name) for name in schema.field_names)]
    lines += [",".join(_cell(row[name]) for name in schema.field_names) for row in rows]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n\r') else text


def bench(root: Path, tables: Collection[str] | None = None, rules: tuple[Rule, ...] = ()) -> Bench:
    """A bench over copies of the small package's rows, of some tables or of all."""
    names = schemas() if tables is None else tables
    rows = {name: [dict(row) for row in cut()[name]] for name in names}
    return Bench(root, rows, {name: schemas()[name] for name in names}, rules)


def write_package(root: Path) -> Path:
    """The small package in the layout of the real one, written to the folder `root`; returns `root`."""
    (root / "data").mkdir(parents=True)
    for folder in ("schemas", "validators"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / DESCRIPTOR, root)
    for name, rows in cut().items():
        (root / "data" / f"{name}.csv").write_bytes(canonical(schemas()[name], rows))
    sync(open_package(root))
    return root


def seen(findings: Iterable[Finding]) -> set[tuple[str, str, str, int]]:
    """Findings as (table, rule, column, line)."""
    return {(f.table, f.rule, f.column, f.line) for f in findings}


def places(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings as short sentences, for messages."""
    return (f"{f.table}:{f.line} {f.column} {f.rule} {f.value!r}: {f.message}" for f in findings)
