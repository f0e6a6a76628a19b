"""The rules about sightings, estimates and weekly deaths: silent on our data, exact on what is broken."""

import json
import sqlite3
from functools import cache
from pathlib import Path

import duckdb
import pytest
import yaml

from wartally.importers.feed import csv_records
from wartally.schema import table_schema
from wartally.validation.rules import parse_rule, query_for

ROOT = Path(__file__).parents[1]
RULES = (
    "equipment_model_basis",
    "estimate_bounds",
    "estimate_measure_population",
    "estimate_period",
    "estimate_qualifier",
    "estimate_twice",
    "not_redistributable",
    "sighting_batch_flag",
    "sighting_type_follows_model",
    "sighting_withdrawn_before_recorded",
    "weekly_deaths_bounds",
)
TYPES = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "string": "VARCHAR"}
# Enough of a long table for a rule about single rows.
LIMIT = 400


def rule_of(name):
    return parse_rule((ROOT / "validators" / f"{name}.sql").read_text(encoding="utf-8"), f"{name}.sql")


@cache
def schema_of(table):
    return table_schema(
        yaml.safe_load((ROOT / "schemas" / f"{table}.yaml").read_text(encoding="utf-8")), table
    )


@pytest.fixture(scope="module")
def tables():
    """The rows, as text, of every table that the rules read."""
    names = {table for rule in RULES for table in rule_of(rule).tables}
    read = {}
    for name in sorted(names):
        records = csv_records(ROOT / "data" / f"{name}.csv")
        short = name == "sightings"
        read[name] = [
            {k: v or None for k, v in r.items()} for n, r in enumerate(records) if not short or n < LIMIT
        ]
    return read


def run_duckdb(rule, rows):
    con = duckdb.connect()
    for name in rule.tables:
        fields = schema_of(name).fields
        values = json.dumps([[row[f.name] for f in fields] for row in rows[name]])
        cells = ", ".join(
            f'CAST(r[{n}] AS {TYPES[f.type]}) AS "{f.name}"' for n, f in enumerate(fields, start=1)
        )
        listed = "SELECT unnest(from_json(?, '[[\"VARCHAR\"]]')) AS r"
        con.execute(f"CREATE TABLE {name} AS SELECT {cells} FROM ({listed})", [values])
    found = con.execute(query_for(rule, "duckdb", None)).fetchall()
    con.close()
    return found


def run_sqlite(rule, rows):
    con = sqlite3.connect(":memory:")
    for name in rule.tables:
        schema = schema_of(name)
        con.execute(f"CREATE TABLE {name} ({', '.join(f.name for f in schema.fields)})")
        marks = ", ".join("?" * len(schema.fields))
        values = [[stored(row[f.name], f.type) for f in schema.fields] for row in rows[name]]
        con.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
    found = con.execute(query_for(rule, "sqlite", None)).fetchall()
    con.close()
    return found


def stored(text, kind):
    if text is None or kind in ("string", "date"):
        return text
    if kind == "boolean":
        return int(text == "true")
    return float(text) if kind == "number" else int(text)


ENGINES = {"duckdb": run_duckdb, "sqlite": run_sqlite}
MILLEY = "2022_11_09_us_joint_chiefs_chairman_ru_killed_wounded"
NATO = "2022_03_23_nato_officials_ru_killed"
CIVILIANS = "2022_11_09_us_joint_chiefs_chairman_ua_killed_civilian"
# rule, table, key, cells to change, key of the finding where it is another row's
BROKEN = [
    ("estimate_bounds", "estimates", MILLEY, {"low": None}, None),
    ("estimate_bounds", "estimates", NATO, {"low": "15001"}, None),
    ("estimate_bounds", "estimates", NATO, {"best": "15001"}, None),
    ("estimate_bounds", "estimates", NATO, {"best": "6999"}, None),
    ("estimate_qualifier", "estimates", MILLEY, {"low": None, "best": "100000"}, None),
    ("estimate_qualifier", "estimates", NATO, {"qualifier": "exact"}, None),
    ("estimate_qualifier", "estimates", MILLEY, {"qualifier": "up_to"}, None),
    ("estimate_measure_population", "estimates", CIVILIANS, {"measure": "captured"}, None),
    (
        "estimate_measure_population",
        "estimates",
        NATO,
        {"measure": "unspecified", "population": "civilian"},
        None,
    ),
    ("estimate_period", "estimates", NATO, {"period_end": "2022-02-23"}, None),
    ("estimate_period", "estimates", NATO, {"as_of": "2022-03-22"}, None),
    ("estimate_period", "estimates", NATO, {"published_on": "2022-03-22"}, None),
    ("estimate_period", "estimates", NATO, {"period_start": "2022-03-01"}, None),
    ("estimate_period", "estimates", NATO, {"withdrawn_on": "2022-03-01"}, None),
    ("estimate_twice", "estimates", None, {"estimate_id": f"{NATO}_again", "copied": NATO}, f"{NATO}_again"),
    ("weekly_deaths_bounds", "weekly_deaths", "RU 2022-02-28", {"estimated_low": "700.5"}, None),
    ("weekly_deaths_bounds", "weekly_deaths", "RU 2022-02-28", {"estimated_high": "600"}, None),
    ("weekly_deaths_bounds", "weekly_deaths", "RU 2022-02-28", {"estimated_high": None}, None),
    ("sighting_batch_flag", "sightings", 0, {"recorded_on": "2022-03-19"}, None),
    ("sighting_batch_flag", "sightings", 0, {"recorded_in_batch": "true"}, None),
    ("sighting_withdrawn_before_recorded", "sightings", 0, {"withdrawn_on": "2022-03-01"}, None),
    ("sighting_type_follows_model", "sightings", 0, {"equipment_type": "tanks"}, None),
    ("sighting_type_follows_model", "sightings", 0, {"category_id": None}, None),
    ("equipment_model_basis", "equipment_models", "9M113 Konkurs", {"equipment_type": None}, None),
    ("equipment_model_basis", "equipment_models", "9M113 Konkurs", {"basis": "undetermined"}, None),
    ("not_redistributable", "weekly_deaths", "RU 2022-02-28", {"source_id": "NOT"}, "NOT"),
    ("not_redistributable", "estimates", MILLEY, {"collection_id": "NOT"}, "NOT"),
    ("not_redistributable", "estimates", MILLEY, {"source_id": "NOT"}, "NOT"),
    ("not_redistributable", "sightings", 0, {"source_id": "NOT"}, "NOT"),
]


def test_every_rule_of_this_file_has_an_example():
    assert {case[0] for case in BROKEN} == set(RULES)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", RULES)
def test_our_data_keeps_the_rule(tables, name, engine):
    rule = rule_of(name)
    assert tables[rule.subject]
    assert ENGINES[engine](rule, tables) == []


def key_of(table, row):
    return " ".join(row[name] for name in schema_of(table).primary_key)


def broken(tables, table, key, cells):
    """The tables with one row changed, or copied under another key, and the key of the row that was meant."""
    rows = [dict(row) for row in tables[table]]
    cells = dict(cells)
    forbidden = next(s["source_id"] for s in tables["sources"] if s["redistributable"] == "false")
    if copied := cells.pop("copied", None):
        rows.append({**next(r for r in rows if key_of(table, r) == copied), **cells})
    else:
        row = rows[key] if isinstance(key, int) else next(r for r in rows if key_of(table, r) == key)
        key = key_of(table, row)
        row.update({name: forbidden if cell == "NOT" else cell for name, cell in cells.items()})
    return {**tables, table: rows}, key, forbidden


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}-{next(iter(case[3]))}")
def test_a_broken_row_is_found_and_no_other(tables, case, engine):
    name, table, key, cells, finding = case
    changed, meant, forbidden = broken(tables, table, key, cells)
    rule = rule_of(name)
    found = ENGINES[engine](rule, changed)
    wanted = forbidden if finding == "NOT" else finding or meant
    size = len(schema_of(rule.subject).primary_key)
    assert [" ".join(str(part) for part in row[:size]) for row in found] == [wanted]
    assert all(row[-1] for row in found)
